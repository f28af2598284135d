{
 "format": 1,
 "id": "a",
 "label": "NEC-1",
 "birth_year": 1959,
 "version": "0.1.0",
 "files": {
  "regimen": {
   "name": "regimens/ep-infusional-28d.yaml",
   "is_shipped": true,
   "sha256": "8cd94f7ded6816061782f2de5803bf318a64ca91bc49c715d87d1f8810d1ded4"
  },
  "policy": {
   "name": "policies/reference.yaml",
   "is_shipped": true,
   "sha256": "17b18a1bcf6eb157a655e2c7176fb1fb3a0d66e414e6357229fa2f22a2d0f38a"
  },
  "formulary": {
   "cisplatin": {
    "name": "formulary/cisplatin.yaml",
    "is_shipped": true,
    "sha256": "0681a5721611e5d15fa3d33f493ab1eb0e053ca58f4d61ede1c532c3133989a3"
   },
   "etoposide": {
    "name": "formulary/etoposide.yaml",
    "is_shipped": true,
    "sha256": "b948ccd4209aed3eede279112c0a65c0d9b995e244d5053aaefea6a240ce2bf7"
   }
  },
  "equivalents": {
   "anthracycline-cog-ltfu": {
    "name": "formulary/equivalents/anthracycline-cog-ltfu.yaml",
    "is_shipped": true,
    "sha256": "641d09e8f6dd947b432abd0e164b7f45cc16a5e26d3f4ef184d744777b2150d0"
   },
   "anthracycline-feijen-2019": {
    "name": "formulary/equivalents/anthracycline-feijen-2019.yaml",
    "is_shipped": true,
    "sha256": "84a942fff9f1501e5fef4da5f47bf8ad2a001a6af5baead7d487c2706efd1972"
   }
  }
 },
 "cycles": null,
 "zone": null,
 "prior": {
  "cisplatin": "0"
 },
 "elsewhere": {},
 "decisions": [
  {
   "what": "start on 2026-12-01",
   "who": "MB",
   "at": "2026-11-30T09:00:00+00:00",
   "reason": "as-planned",
   "why": null,
   "kept": [],
   "confirmed": null
  },
  {
   "what": "measure sex=male, age=67 y, height=170 cm, height_on=2026-11-30, weight=70 kg, weight_on=2026-11-30 from cycle 1",
   "who": "MB",
   "at": "2026-11-30T09:00:00+00:00",
   "reason": "as-planned",
   "why": null,
   "kept": [],
   "confirmed": null
  }
 ],
 "undone": [],
 "shown": [
  {
   "component": "etoposide",
   "number": 1,
   "cycle": 1,
   "day": 1,
   "date": "2026-12-01",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "etoposide",
   "number": 2,
   "cycle": 1,
   "day": 2,
   "date": "2026-12-02",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "cisplatin",
   "number": 1,
   "cycle": 1,
   "day": 2,
   "date": "2026-12-02",
   "shown": "81.8 mg",
   "value": 81.81534085976786
  },
  {
   "component": "etoposide",
   "number": 3,
   "cycle": 1,
   "day": 3,
   "date": "2026-12-03",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "cisplatin",
   "number": 2,
   "cycle": 1,
   "day": 3,
   "date": "2026-12-03",
   "shown": "81.8 mg",
   "value": 81.81534085976786
  },
  {
   "component": "etoposide",
   "number": 4,
   "cycle": 2,
   "day": 1,
   "date": "2026-12-29",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "etoposide",
   "number": 5,
   "cycle": 2,
   "day": 2,
   "date": "2026-12-30",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "cisplatin",
   "number": 3,
   "cycle": 2,
   "day": 2,
   "date": "2026-12-30",
   "shown": "81.8 mg",
   "value": 81.81534085976786
  },
  {
   "component": "etoposide",
   "number": 6,
   "cycle": 2,
   "day": 3,
   "date": "2026-12-31",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "cisplatin",
   "number": 4,
   "cycle": 2,
   "day": 3,
   "date": "2026-12-31",
   "shown": "81.8 mg",
   "value": 81.81534085976786
  },
  {
   "component": "etoposide",
   "number": 7,
   "cycle": 3,
   "day": 1,
   "date": "2027-01-26",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "etoposide",
   "number": 8,
   "cycle": 3,
   "day": 2,
   "date": "2027-01-27",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "cisplatin",
   "number": 5,
   "cycle": 3,
   "day": 2,
   "date": "2027-01-27",
   "shown": "81.8 mg",
   "value": 81.81534085976786
  },
  {
   "component": "etoposide",
   "number": 9,
   "cycle": 3,
   "day": 3,
   "date": "2027-01-28",
   "shown": "181.8 mg",
   "value": 181.8118685772619
  },
  {
   "component": "cisplatin",
   "number": 6,
   "cycle": 3,
   "day": 3,
   "date": "2027-01-28",
   "shown": "81.8 mg",
   "value": 81.81534085976786
  }
 ],
 "is_archived": false,
 "texts": {
  "0681a5721611e5d15fa3d33f493ab1eb0e053ca58f4d61ede1c532c3133989a3": "format: 1\nid: cisplatin\nname: cisplatin\ntall_man: CISplatin\nstatus: draft\nsources:\n  - id: tall-man\n    cite: \"FDA and ISMP list of look-alike drug names with tall-man letters, 2023\"\n  - id: us-label\n    cite: \"Cisplatin injection, US label (boxed warning and how supplied, from copies)\"\n  - id: emetogenic\n    cite: \"ASCO antiemetic table and NCCP classification V6 (from copies): high at any dose\"\n  - id: extravasation\n    cite: \"BC Cancer extravasation table (from a copy)\"\n  - id: us-dosing\n    cite: \"Cisplatin, former US label (from a copy): 20 mg/m2 daily for 5 days; 50 to 100 mg/m2 once every 3 to 4 weeks\"\n    place: \"The low bound is half of 20 mg/m2. Never by rapid injection\"\n  - id: ismp-alert\n    cite: \"ISMP hazard alert on cisplatin, with the US label (from a summary, original not seen)\"\n    place: \"More than 100 mg/m2 once every 3 to 4 weeks is rarely used; the bound is for the whole cycle\"\n  - id: gipe\n    cite: \"BC Cancer protocol GIPE (from a summary, original not seen): 25 mg/m2 over 30 minutes, the shortest time that was read\"\n  - id: fjallskog\n    cite: \"Fjallskog et al., Cancer 2001;92:1101-7, abstract (from a summary): 45 mg/m2 over 24 hours, the longest time that was read\"\n  - id: map\n    cite: \"MAP for osteosarcoma, eviQ 1901 version 4 (from a summary, original not seen): 60 mg/m2 on days 1 and 2, 120 mg/m2 a cycle\"\n  - id: moertel\n    cite: \"Moertel et al., Cancer 1991;68:227-32: 45 mg/m2 a day as a continuous infusion on days 2 and 3\"\n    verified: false\n  - id: weekly\n    cite: \"Katke et al., Rep Pract Oncol Radiother 2021;26:948-954, abstract (from a copy): 40 mg/m2 weekly or 100 mg/m2 every 3 weeks\"\n    place: \"Both with radiotherapy for cancer of the cervix\"\n  - id: limits\n    cite: \"Proposed limits: 120 mg/m2 a cycle; 50 mg/m2 a day on several days; a warning from 300 mg/m2 in a lifetime (from a summary, which names no source)\"\n    place: \"Weekly the 50 mg/m2 of a day. Low limits: just above a tenth of 20 mg/m2; 45 continuous, 60 high-dose, 40 weekly and with radiotherapy\"\n    verified: false\n  - id: vials\n    cite: \"Cisplatin injection, Sagent and Pfizer labels: 50 mg/50 mL, 100 mg/100 mL; and a drug library: 200 mg/200 mL (from summaries)\"\n  - id: nhs-bands\n    cite: \"NHS England, National Dose Banding Table, 1 mg/mL, single container (from a copy, cut off after 16 mg)\"\n    place: \"Bands above 16 mg are generated by the table's rule and never compared with it\"\n    verified: false\namounts: [mg, mg/m2]\nroutes: [intravenous]\nconfused_with: {drugs: [carboplatin], source: tall-man}\nproducts:\n  - {form: vial, strength: 1 mg/mL, volume: 50 mL, source: vials}\n  - {form: vial, strength: 1 mg/mL, volume: 100 mL, source: vials}\n  - {form: vial, strength: 1 mg/mL, volume: 200 mL, source: vials}\nbands: {stock: 1 mg/mL, from: 0.22 mL, to: 236 mL, source: nhs-bands, verified: false}\nemetogenic_class: {class: high, source: emetogenic}\nextravasation_class:\n  class: irritant; like a vesicant above 20 mL at 0.5 mg/mL or more, which is from memory\n  source: extravasation\n  verified: false\nusual:\n  - route: intravenous\n    per_dose: {from: 10 mg/m2, to: 100 mg/m2}\n    days_per_cycle: {to: 5}\n    source: us-dosing\n  - route: intravenous\n    per_cycle: {to: 100 mg/m2}\n    between_cycles: {from: 21 d}\n    source: ismp-alert\n  - route: intravenous\n    infuse_over: {from: 30 min}\n    source: gipe\n  - route: intravenous\n    infuse_over: {to: 24 h}\n    source: fjallskog\n  - profile: continuous\n    route: intravenous\n    per_day: {to: 45 mg/m2}\n    infuse_over: {to: 48 h}\n    source: moertel\n    verified: false\n  - profile: high-dose\n    route: intravenous\n    per_dose: {to: 120 mg/m2}\n    per_cycle: {to: 120 mg/m2}\n    source: map\n  - profile: weekly\n    route: intravenous\n    per_dose: {to: 40 mg/m2}\n    interval: {from: 7 d}\n    source: weekly\n  - profile: with-radiotherapy\n    route: intravenous\n    per_dose: {to: 100 mg/m2}\n    interval: {from: 7 d}\n    source: weekly\nlimits:\n  - route: intravenous\n    per_dose: {from: 2.1 mg/m2, to: 120 mg/m2}\n    per_cycle: {to: 120 mg/m2}\n    source: limits\n    verified: false\n  - profile: continuous\n    route: intravenous\n    per_day: {from: 4.6 mg/m2, to: 50 mg/m2}\n    per_cycle: {to: 120 mg/m2}\n    source: limits\n    verified: false\n  - profile: high-dose\n    route: intravenous\n    per_dose: {from: 6.1 mg/m2, to: 120 mg/m2}\n    per_cycle: {to: 120 mg/m2}\n    source: limits\n    verified: false\n  - profile: weekly\n    route: intravenous\n    per_dose: {from: 4.1 mg/m2, to: 50 mg/m2}\n    source: limits\n    verified: false\n  - profile: with-radiotherapy\n    route: intravenous\n    per_dose: {from: 4.1 mg/m2, to: 120 mg/m2}\n    source: limits\n    verified: false\nlifetime: {warn: 300 mg/m2, source: limits, verified: false}\n",
  "17b18a1bcf6eb157a655e2c7176fb1fb3a0d66e414e6357229fa2f22a2d0f38a": "format: 1\nid: reference\nname: Reference\nstatus: draft\nsources:\n  - id: reference-choice\n    cite: \"A choice of this project: every formula in its plain published form, so that a result can be compared with the literature\"\n  - id: fda-2010\n    cite: \"FDA, carboplatin dosing, 2010 (ucm228974)\"\n    place: cap of an estimated GFR at 125 mL/min\nbody_surface_area: {formula: mosteller_1987, cap: none}\ncreatinine_clearance: {formula: cockcroft_gault_1976, weight: actual, creatinine_floor: none}\ncap_of_estimate: 125 mL/min\nrounding: none\nages_of_measures: {warn_after: 7 d, refuse_after: 90 d}\ntolerances: {weight_change: 10 %, dose_change: 10 %, rounding: 5 %}\nseveral_rules: strictest\nday_start: not stated\nzone: not stated\n",
  "641d09e8f6dd947b432abd0e164b7f45cc16a5e26d3f4ef184d744777b2150d0": "format: 1\nid: anthracycline-cog-ltfu\nname: \"Anthracyclines as doxorubicin, COG long-term follow-up guidelines, versions 5 and 6\"\nstatus: draft\nsources:\n  - id: cog\n    cite: \"Children's Oncology Group, Long-Term Follow-Up Guidelines, versions 5 and 6\"\n    verified: false\ncounted_as: doxorubicin\nequivalents:\n  - {drug: doxorubicin, factor: 1, source: cog, verified: false}\n  - {drug: daunorubicin, factor: 0.5, source: cog, verified: false}\n  - {drug: epirubicin, factor: 0.67, source: cog, verified: false}\n  - {drug: idarubicin, factor: 5, source: cog, verified: false}\n  - {drug: mitoxantrone, factor: 4, source: cog, verified: false}\n",
  "84a942fff9f1501e5fef4da5f47bf8ad2a001a6af5baead7d487c2706efd1972": "format: 1\nid: anthracycline-feijen-2019\nname: \"Anthracyclines as doxorubicin, Feijen 2019 (mean ratios), as the IGHG panel takes them\"\nstatus: draft\nsources:\n  - id: feijen\n    cite: \"Feijen et al., JAMA Oncol 2019;5:864-71, table 3 (PMC6490232, from a summary)\"\n    place: \"Ratios of heart failure in survivors of cancer in childhood: daunorubicin 0.6 (0.4 to 1.0), epirubicin 0.8 (0.5 to 2.8), mitoxantrone 10.5 (6.2 to 19.1)\"\n  - id: ighg\n    cite: \"IGHG panel abstract (from a summary): daunorubicin 0.6 and mitoxantrone 10.5; no recommendation for epirubicin and idarubicin\"\ncounted_as: doxorubicin\nequivalents:\n  - {drug: doxorubicin, factor: 1, source: feijen}\n  - {drug: daunorubicin, factor: 0.6, source: feijen}\n  - {drug: epirubicin, factor: 0.8, source: feijen}\n  - {drug: idarubicin, factor: not stated, source: ighg}\n  - {drug: mitoxantrone, factor: 10.5, source: feijen}\n",
  "8cd94f7ded6816061782f2de5803bf318a64ca91bc49c715d87d1f8810d1ded4": "format: 1\nid: ep-infusional-28d\nname: Etoposide and infusional cisplatin (EP), 28-day\naliases: [EP, PE, EP-NEC, Fjällskog EP]\nindications:\n  - primary hepatic neuroendocrine carcinoma with metastasis, palliative\n  - malignant neuroendocrine tumour, second or third line\npopulation: adult\nstatus: draft\nsources:\n  - id: case-report\n    cite: \"Case report: primary hepatic neuroendocrine carcinoma with brain metastasis in a 67-year-old man (citation line not at hand)\"\n    place: Adjuvant treatment\n  - id: fjallskog-2001\n    cite: \"Fjällskog et al., Cancer 2001;92:1101-7\"\n    place: Abstract, which words the cisplatin as given on days 2 and 3\n  - id: uhs\n    cite: \"University Hospital Southampton, small cell lung cancer, cisplatin and etoposide (from an excerpt)\"\n    place: start criteria of day 1\n  - id: smpc-etoposide\n    cite: \"Etoposide Ebewe, European product information, dosage (from a copy)\"\n    place: renal impairment; the US label agrees, from memory\n  - id: german-smpc\n    cite: \"German product information on dosing in renal impairment, as reviewed in PMID 29294142 (abstract)\"\n    place: etoposide and cisplatin\n  - id: uk-hepatic\n    cite: \"UK cancer network tables of hepatic dosing (UCLH, North London)\"\n    verified: false\n  - id: nccp-00460\n    cite: \"NCCP 00460 version 4, cisplatin 75 mg/m2 and infusional fluorouracil (from a transcription, original not seen)\"\n    place: cisplatin in renal impairment\ncycle: {length: 28 d, planned: 3, source: case-report}\ncomponents:\n  - id: etoposide\n    drug: etoposide\n    per_dose: 100 mg/m2\n    route: intravenous\n    days: [1, 2, 3]\n    infuse_over: 1 h\n    source: case-report\n  - id: cisplatin\n    drug: cisplatin\n    per_dose: 45 mg/m2\n    route: intravenous\n    days: [2, 3]\n    infuse_over: 24 h\n    source: case-report\nstart_if:\n  - needs: {neutrophils: {from: 1.5 10^9/L}, platelets: {from: 100 10^9/L}}\n    source: uhs\n    borrowed_from: ep-21d\n    note: for day 1; NCCP encodings of lung regimens delay below 1 and 75 instead\ntotals_per_cycle: {etoposide: 300 mg/m2, cisplatin: 90 mg/m2}\nrules:\n  - if: {creatinine_clearance: {from: 15 mL/min, to: 50 mL/min}}\n    do: {give: 75 %}\n    lines: [etoposide]\n    source: smpc-etoposide\n    note: AstraDose agrees\n  - if: {creatinine_clearance: {below: 15 mL/min}}\n    do: hold\n    lines: [etoposide]\n    source: german-smpc\n    note: contraindicated; the US label has no figures there (from memory)\n  - if: {any: [{bilirubin: {from: 26 umol/L, to: 51 umol/L}}, {ast: {from: 60 IU/L, to: 180 IU/L}}]}\n    do: {give: 50 %}\n    lines: [etoposide]\n    source: uk-hepatic\n    verified: false\n    note: AstraDose agrees\n  - if: {any: [{bilirubin: {above: 51 umol/L}}, {ast: {above: 180 IU/L}}]}\n    do: hold\n    lines: [etoposide]\n    source: uk-hepatic\n    verified: false\n    note: a clinical decision by this source; AstraDose has it contraindicated\n  - if: {creatinine_clearance: {from: 50 mL/min, below: 60 mL/min}}\n    do: {give: 75 %}\n    lines: [cisplatin]\n    source: nccp-00460\n    borrowed_from: nccp-00460\n    note: half-open where the source prints whole numbers; other sources differ between 45 and 60 mL/min, NCCP 00383 gives three quarters from 45 and omits below; AstraDose gives half below 60 and a quarter below 45; Kintzel and Dorr (from memory) give three quarters from 46 and half from 31; the German product information has it contraindicated below 60; NCCP 00280 asks for a review\n  - if: {creatinine_clearance: {from: 40 mL/min, below: 50 mL/min}}\n    do: {give: 50 %}\n    lines: [cisplatin]\n    source: nccp-00460\n    borrowed_from: nccp-00460\n    note: other sources differ here, see the rule above\n  - if: {creatinine_clearance: {below: 40 mL/min}}\n    do: {alternative: carboplatin-etoposide-21d}\n    lines: [cisplatin]\n    source: nccp-00460\n    borrowed_from: nccp-00460\n    note: not recommended\nalternatives: [carboplatin-etoposide-21d]\nexamples:\n  - given: {height: 170 cm, weight: 70 kg}\n    expect: {etoposide: 181.8 mg, cisplatin: 81.8 mg}\n  - given: {bsa: 1.80 m2}\n    expect: {etoposide: 180 mg, cisplatin: 81 mg}\n",
  "b948ccd4209aed3eede279112c0a65c0d9b995e244d5053aaefea6a240ce2bf7": "format: 1\nid: etoposide\nname: etoposide\ntall_man: etoposide\nstatus: draft\nsources:\n  - id: openfda\n    cite: \"openFDA, etoposide injection NDC 68001-265 and 63323-104: 100 mg/5 mL, 500 mg/25 mL, 1 g/50 mL\"\n  - id: sandoz-smpc\n    cite: \"Etoposide Sandoz, summary of product characteristics, AEMPS (from a copy)\"\n  - id: emetogenic\n    cite: \"An antiemetic classification of intravenous drugs in adults, named no further by the summary that was read\"\n  - id: extravasation\n    cite: \"Carboplatin and etoposide protocol, North of England (from a copy)\"\n  - id: us-label\n    cite: \"Etoposide, US label text (from copies): 35 mg/m2 for 4 days to 50 mg/m2 for 5 days; 50 to 100 mg/m2 on days 1 to 5\"\n    place: \"The low bound is half of 35 mg/m2. Infused over 30 to 60 minutes or longer, never as a bolus\"\n  - id: eu-label\n    cite: \"Etoposide Ebewe, product information (from a copy): 50 to 100 mg/m2 on days 1 to 5 or 100 to 120 mg/m2 on days 1, 3 and 5\"\n    place: \"500 mg/m2 a cycle is 100 mg/m2 on 5 days\"\n  - id: moertel\n    cite: \"Moertel et al., Cancer 1991;68:227-32: 130 mg/m2 a day as a continuous infusion on days 1 to 3\"\n    verified: false\n  - id: da-epoch-r\n    cite: \"DA-EPOCH-R, NCCP regimen 00355 (from a summary, original not seen): 50 mg/m2 a day as a continuous infusion over 96 hours, 90 to 100 hours being acceptable\"\n  - id: beam\n    cite: \"BEAM, New Zealand regimen library (from a copy): 200 mg/m2 on 4 days, there as etoposide phosphate, counted as etoposide\"\n  - id: uptodate\n    cite: \"Conditioning regimens, UpToDate table (from a copy): BEAM with 400 to 800 mg/m2 of etoposide over 4 days\"\n    place: \"The low bound is half of 100 mg/m2 a day\"\n  - id: oral-lung\n    cite: \"Cisplatin and etoposide for lung cancer, UK protocol (from a summary, original not seen): 200 mg/m2 by mouth on days 2 and 3\"\n  - id: murphy\n    cite: \"Murphy et al., PMID 1309432, abstract (from a summary, original not seen): 50 mg/m2 by mouth on days 1 to 21 of 28\"\n    place: \"The low bound is half of 50 mg/m2\"\n  - id: capsules\n    cite: \"Etoposide soft capsules 50 mg and 100 mg, product information (from copies)\"\n  - id: limits\n    cite: \"Proposed limits: 200 mg/m2 in 24 hours into a vein (from a summary, which names no source)\"\n    place: \"1000 mg/m2 is 200 on 5 days. Before a transplant twice the usual. Low limits: just above a tenth of 35 mg/m2; of 50 a day continuous; of 100 a day before a transplant\"\n    verified: false\n  - id: bag-sizes\n    cite: \"Bags worked out from at most 0.4 mg/mL (from a summary): 250 mL up to 100 mg, 500 mL up to 200 mg, 1000 mL up to 400 mg\"\n    place: \"Inferred there from the range of concentrations\"\n    verified: false\n  - id: nhs-bands\n    cite: \"NHS England, National Dose Banding Table, 20 mg/mL, version 7, August 2022, as transcribed in a public repository\"\n    place: \"73 rows, 5.2 to 6000 mg. That etoposide is in the table's list of drugs is from memory\"\n    verified: false\namounts: [mg, mg/m2]\nroutes: [intravenous, oral]\nproducts:\n  - {form: vial, strength: 20 mg/mL, volume: 5 mL, source: openfda}\n  - {form: vial, strength: 20 mg/mL, volume: 25 mL, source: openfda}\n  - {form: vial, strength: 20 mg/mL, volume: 50 mL, source: openfda}\n  - {form: capsule, strength: 50 mg, source: capsules}\n  - {form: capsule, strength: 100 mg, source: capsules}\nconcentration: {to: 0.4 mg/mL, source: sandoz-smpc}\nbags: {volumes: [250 mL, 500 mL, 1000 mL], source: bag-sizes, verified: false}\nbands: {stock: 20 mg/mL, from: 0.26 mL, to: 300 mL, source: nhs-bands, verified: false}\nemetogenic_class: {class: low when given into a vein, source: emetogenic}\nextravasation_class: {class: irritant, source: extravasation}\nusual:\n  - route: intravenous\n    per_dose: {from: 17.5 mg/m2}\n    infuse_over: {from: 30 min}\n    source: us-label\n  - route: intravenous\n    per_dose: {to: 120 mg/m2}\n    per_cycle: {to: 500 mg/m2}\n    days_per_cycle: {to: 5}\n    source: eu-label\n  - profile: continuous\n    route: intravenous\n    per_day: {to: 130 mg/m2}\n    source: moertel\n    verified: false\n  - profile: continuous\n    route: intravenous\n    days_per_cycle: {to: 4}\n    infuse_over: {to: 100 h}\n    source: da-epoch-r\n  - profile: transplant\n    route: intravenous\n    per_dose: {to: 200 mg/m2}\n    days_per_cycle: {to: 4}\n    source: beam\n  - profile: transplant\n    route: intravenous\n    per_day: {from: 50 mg/m2}\n    source: uptodate\n  - route: oral\n    per_dose: {to: 200 mg/m2}\n    source: oral-lung\n  - route: oral\n    per_dose: {from: 25 mg/m2}\n    days_per_cycle: {to: 21}\n    source: murphy\nlimits:\n  - route: intravenous\n    per_dose: {from: 3.6 mg/m2, to: 200 mg/m2}\n    per_day: {to: 200 mg/m2}\n    per_cycle: {to: 1000 mg/m2}\n    source: limits\n    verified: false\n  - profile: continuous\n    route: intravenous\n    per_day: {from: 5.1 mg/m2, to: 200 mg/m2}\n    source: limits\n    verified: false\n  - profile: transplant\n    route: intravenous\n    per_dose: {to: 400 mg/m2}\n    per_day: {from: 11 mg/m2, to: 400 mg/m2}\n    source: limits\n    verified: false\n"
 }
}
