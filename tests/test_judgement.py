"""A judgement, what may be said to it, and what is not an answer."""

from typing import Any

import pytest

from regimencalc.changes import Change
from regimencalc.judgement import (
    Answer,
    Judgement,
    Verdict,
    answered,
    answered_twice,
    holding,
    read_answer,
)
from regimencalc.problems import Place, Problem, Refused
from regimencalc.rules import Action
from regimencalc.withheld import Withheld, Word

REFUSED = Problem("RC701", "too much", "Look.")
WARNING = Problem("RC721", "unusual", "Look.")
HELD = Problem("RC753", "hold", "Answer.")
PROPOSAL = Problem("RC764", "reduce", "Answer.")
NOTICE = Problem("RC792", "stays", "Bear it in mind.")
OMIT = Change("a", Action("omit"), 1)


def judgement(problem: Problem = WARNING, **more: Any) -> Judgement:
    return Judgement(problem, "a", 1, "110 mg/m2", **more)


def accepted(key: str, value: str = "") -> Answer:
    return Answer(key, Verdict.ACCEPTED, "agreed", value)


def declined(key: str, value: str = "") -> Answer:
    return Answer(key, Verdict.DECLINED, "not for her", value)


def test_the_severities_are_those_that_the_tests_mean() -> None:
    found = [str(one.severity) for one in (REFUSED, WARNING, HELD, PROPOSAL, NOTICE)]
    assert found == ["refused", "warning", "held", "warning", "notice"]


# A judgement


def test_a_key_is_the_rule_or_the_code_the_line_and_the_cycle() -> None:
    assert judgement().key == "RC721:a:1"
    assert judgement(rule="neutrophils-below-1").key == "neutrophils-below-1:a:1"


@pytest.mark.parametrize(
    ("one", "is_open", "once_answered"),
    [
        (judgement(REFUSED), True, True),
        (judgement(HELD), True, False),
        (judgement(PROPOSAL, proposes=OMIT), True, False),
        (judgement(WARNING), False, False),
        (judgement(NOTICE), False, False),
    ],
    ids=["refused", "held", "proposal", "warning", "notice"],
)
def test_what_waits_for_somebody(one: Judgement, *, is_open: bool, once_answered: bool) -> None:
    assert (one.is_open, one.answered(accepted(one.key)).is_open) == (is_open, once_answered)


@pytest.mark.parametrize(
    ("one", "where", "expected"),
    [
        (judgement(), ("a", 1, 8), True),
        (judgement(), ("b", 1, 8), False),
        (judgement(), ("a", 2, 8), False),
        (judgement(days=frozenset({1, 8})), ("a", 1, 8), True),
        (judgement(days=frozenset({1, 8})), ("a", 1, 15), False),
        (judgement(days=frozenset({1, 8})), ("a", 2, 8), False),
        # it stands for the lines that it names
        (judgement(lines=("b", "c")), ("b", 1, 1), True),
        (judgement(lines=("b", "c")), ("a", 1, 1), False),
    ],
)
def test_which_doses_a_judgement_is_about(
    one: Judgement, where: tuple[str, int, int], *, expected: bool
) -> None:
    assert one.concerns(*where) is expected


def test_a_judgement_as_json_has_it() -> None:
    full = judgement(
        PROPOSAL,
        rule="r",
        days=frozenset({8, 1}),
        source="A label",
        proposes=OMIT,
        lines=("a", "b"),
        answer=declined("r:a:1", "110 mg/m2"),
    )
    made = full.to_dict()
    assert {name: made[name] for name in made if name not in PROPOSAL.to_dict()} == {
        "key": "r:a:1",
        "rule": "r",
        "component": "a",
        "lines": ["a", "b"],
        "cycle": 1,
        "days": [1, 8],
        "value": "110 mg/m2",
        "source": "A label",
        "proposes": "omit",
        "answer": {"verdict": "declined", "reason": "not for her", "value": "110 mg/m2"},
    }
    assert (made["code"], made["message"]) == ("RC764", "reduce")
    bare = Judgement(WARNING, "a", 1).to_dict()
    assert [bare[name] for name in ("rule", "lines", "days", "value", "source")] == [
        None,
        [],
        [],
        None,
        None,
    ]
    assert (bare["proposes"], bare["answer"]) == (None, None)


# Answers


def test_an_answer_holds_for_the_value_that_was_judged() -> None:
    one, other = judgement(), judgement(PROPOSAL, rule="r")
    said, problems = answered([one, other], [accepted(one.key), declined("r:a:1", "110 mg/m2")])
    assert problems == ()
    assert [j.answer for j in said] == [
        Answer("RC721:a:1", Verdict.ACCEPTED, "agreed", "110 mg/m2"),
        Answer("r:a:1", Verdict.DECLINED, "not for her", "110 mg/m2"),
    ]


def test_what_nobody_answered_stays_as_it_is() -> None:
    one, other = judgement(), judgement(HELD, rule="r")
    said, problems = answered([one, other], [accepted("r:a:1")])
    assert (said[0], problems) == (one, ())
    assert said[1].answer is not None


@pytest.mark.parametrize(
    ("one", "answer", "code", "message", "fix"),
    [
        (
            judgement(REFUSED),
            accepted("RC701:a:1"),
            "RC607",
            "RC701:a:1 is refused by an absolute limit, which nobody can accept",
            "Look at the amount, the measures and the profile of the line.",
        ),
        (
            judgement(REFUSED),
            accepted("RC721:a:1"),
            "RC607",
            "RC701:a:1 is refused by an absolute limit, which nobody can accept",
            "Look at the amount, the measures and the profile of the line.",
        ),
        (
            judgement(REFUSED),
            accepted("RC701:a:2"),
            "RC606",
            "nothing called 'RC701:a:2' was judged, so that nothing can be accepted",
            "What may be answered: nothing.",
        ),
        (
            judgement(NOTICE, rule="r"),
            declined("r:a:1"),
            "RC607",
            "r:a:1 is a notice; there is nothing in it to accept or decline",
            "Leave the answer out.",
        ),
        (
            judgement(WARNING),
            declined("RC721:a:1"),
            "RC607",
            "RC721:a:1 is not a rule; a warning is accepted or it stands",
            "Accept it with a reason, or change what it warns of.",
        ),
        (
            judgement(WARNING),
            accepted("RC721:a:1", "105 mg/m2"),
            "RC625",
            "RC721:a:1 was accepted for 105 mg/m2; it is 110 mg/m2 now, and the answer has lapsed",
            "Look at it again, and answer it for the new value.",
        ),
        (
            judgement(PROPOSAL, rule="r"),
            declined("r:a:1", "105 mg/m2"),
            "RC625",
            "r:a:1 was declined for 105 mg/m2; it is 110 mg/m2 now, and the answer has lapsed",
            "Look at it again, and answer it for the new value.",
        ),
        (
            judgement(WARNING),
            accepted("RC721:b:1"),
            "RC606",
            "nothing called 'RC721:b:1' was judged, so that nothing can be accepted",
            "Did you mean 'RC721:a:1'? What may be answered: RC721:a:1.",
        ),
        (
            judgement(WARNING),
            declined("xyz"),
            "RC606",
            "nothing called 'xyz' was judged, so that nothing can be declined",
            "What may be answered: RC721:a:1.",
        ),
    ],
)
def test_an_answer_that_cannot_hold_is_said_and_changes_nothing(
    one: Judgement, answer: Answer, code: str, message: str, fix: str
) -> None:
    field = "accept" if answer.verdict is Verdict.ACCEPTED else "decline"
    said, problems = answered([one], [answer])
    assert said == (one,)
    assert problems == (Problem(code, message, fix, Place(field=field)),)
    assert holding(one, {answer.key: answer}) is None


def test_a_rule_may_be_declined_and_the_answer_is_found() -> None:
    one, answer = judgement(PROPOSAL, rule="r"), declined("r:a:1")
    assert holding(one, {answer.key: answer}) is answer
    assert holding(judgement(), {answer.key: answer}) is None


def test_nothing_was_judged_and_something_was_answered() -> None:
    _, (problem,) = answered([], [accepted("RC721:a:1")])
    assert problem.fix == "What may be answered: nothing."
    both = [judgement(), judgement(HELD, rule="r"), judgement()]
    _, (problem,) = answered(both, [accepted("zzz")])
    assert problem.fix == "What may be answered: RC721:a:1 and r:a:1."


def test_two_judgements_of_one_key_give_one_problem() -> None:
    one = judgement()
    _, problems = answered([one, one], [accepted(one.key, "1 mg")])
    assert [problem.code for problem in problems] == ["RC625"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RC721:a:1=agreed", ("RC721:a:1", "agreed", "")),
        (" RC721:a:1 = agreed = with her ", ("RC721:a:1", "agreed = with her", "")),
        ("RC721:a:1@110 mg/m2=agreed", ("RC721:a:1", "agreed", "110 mg/m2")),
        ("RC721:a:1 @ 110 mg/m2 =agreed at 5@6", ("RC721:a:1", "agreed at 5@6", "110 mg/m2")),
        ("RC721:a:1@1@2=agreed", ("RC721:a:1", "agreed", "1@2")),
    ],
)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_answer_is_read(text: str, expected: tuple[str, str, str], verdict: Verdict) -> None:
    key, reason, value = expected
    assert read_answer(text, verdict) == Answer(key, verdict, reason, value)


@pytest.mark.parametrize(
    "text", ["", "RC721:a:1", "RC721:a:1=", "RC721:a:1= ", "RC721:a=agreed", "a:b:c:1=agreed"]
)
@pytest.mark.parametrize(
    ("verdict", "field"), [(Verdict.ACCEPTED, "accept"), (Verdict.DECLINED, "decline")]
)
def test_an_answer_without_a_key_or_a_reason_is_none(
    text: str, verdict: Verdict, field: str
) -> None:
    assert read_answer(text, verdict) == Problem(
        "RC608",
        f"'{text}' is not an answer with a reason",
        'Write its key, a sign and why: RC721:cisplatin:1="agreed at the tumour board".',
        Place(field=field),
    )


# What stands in the place of a dose


def test_a_withheld_dose_has_a_word_and_reasons_and_no_number() -> None:
    one = Withheld(Word.REFUSED, (REFUSED, HELD), "mg")
    assert (one.value, str(one), one.stated) == (None, "REFUSED", "")
    assert one.to_dict() == {"word": "REFUSED", "reasons": [REFUSED.to_dict(), HELD.to_dict()]}
    with pytest.raises(Refused) as refusal:
        _ = one.quantity
    assert refusal.value.problems == (REFUSED, HELD)


def test_two_answers_to_one_key_are_refused_whatever_they_say() -> None:
    yes, no = accepted("RC721:a:1"), declined("RC721:a:1")
    (problem,) = answered_twice((yes, no, accepted("RC721:a:2")))
    assert (problem.code, problem.place.field) == ("RC608", "decline")
    assert problem.message == (
        "RC721:a:1 is answered twice: accepted, 'agreed', and declined, 'not for her'"
    )
    assert problem.fix == "Leave one of the answers."
    assert list(answered_twice((yes, accepted("RC721:b:1")))) == []
    assert len(list(answered_twice((yes, accepted("RC721:a:1", "110 mg/m2"))))) == 1


def test_an_answer_of_long_ago_to_what_is_only_a_notice_now_has_lapsed_and_is_not_wrong() -> None:
    # a reduction was accepted, and a hold that came later takes all of it away
    notice = judgement(NOTICE, rule="r")
    kept = Answer("r:a:1", Verdict.ACCEPTED, "agreed", "110 mg/m2", may_lapse=True)
    assert holding(notice, {kept.key: kept}) is None
    ((one,), (problem,)) = answered([notice], [kept])
    assert (one.answer, problem.code, problem.is_error) == (None, "RC770", False)
    assert problem.message == (
        "r:a:1 was accepted, 'agreed', and has lapsed: there is nothing in it to answer any more"
    )
    # one that is given now is refused
    ((_,), (problem,)) = answered([notice], [accepted("r:a:1")])
    assert problem.code == "RC607"


def test_an_answer_of_long_ago_to_another_value_has_lapsed() -> None:
    kept = Answer("r:a:1", Verdict.DECLINED, "not for her", "120 mg/m2", may_lapse=True)
    ((one,), (problem,)) = answered([judgement(HELD, rule="r")], [kept])
    assert (one.answer, problem.code, problem.place.field) == (None, "RC770", "decline")
    assert problem.message == (
        "r:a:1 was declined, 'not for her', and has lapsed: it was 120 mg/m2, and is 110 mg/m2 now"
    )
    assert problem.fix == "Look at it again, where it is still judged."


def test_an_answer_of_long_ago_to_what_is_not_judged_now_has_lapsed() -> None:
    kept = Answer("r:a:1", Verdict.ACCEPTED, "agreed", "110 mg/m2", may_lapse=True)
    ((), (problem,)) = answered([], [kept])
    assert (problem.code, problem.place.field) == ("RC770", "accept")
    assert problem.message == (
        "r:a:1 was accepted, 'agreed', and has lapsed: it is not judged any more"
    )


def test_what_somebody_decided_or_entered_is_no_longer_open_and_what_is_held_is() -> None:
    decided = {word for word in Word if Withheld(word, (), "mg").is_decided}
    assert decided == {Word.OMITTED, Word.STOPPED, Word.NOT_GIVEN}
