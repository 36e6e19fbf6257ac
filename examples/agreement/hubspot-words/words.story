# HubSpot's words as they come out of examples/mappings/hubspot.toml, and where leadfold behaves otherwise.

agreement = "v1.toml"

story "from lead to customer in HubSpot's words"
  Mon 2026-03-02 09:00 created source=ORGANIC_SEARCH
  09:00 updated lifecyclestage=lead
  Tue 09:00 updated lifecyclestage=marketingqualifiedlead
  09:00 engagement hubspot_stage stage=marketingqualifiedlead
  10:00 accept owner=ann                       # salesqualifiedlead
  11:00 first_touch owner=ann                  # CONNECTED
  Wed 09:00 open_opportunity owner=ann amount=1200000
  Thu 09:00 win owner=ann
  Fri 09:00 expect
    Mon 2026-03-02 09:00  + -> inquiry, birth, source ORGANIC_SEARCH
    Tue 2026-03-03 09:00  + inquiry -> mql, hand_raise "set to MQL in HubSpot", source ORGANIC_SEARCH
                   10:00  + mql -> sal, disposition, owner ann, source ORGANIC_SEARCH
                   10:00  + met time_to_acceptance, from 09:00, due Wed 2026-03-04 09:00 (24 h), took 1 h, owner ann, source ORGANIC_SEARCH
                   11:00  + met time_to_first_touch, from 09:00, due Thu 2026-03-05 09:00 (48 h), took 2 h, owner ann, source ORGANIC_SEARCH
    Wed 2026-03-04 09:00  + sal -> opportunity, disposition, owner ann, source ORGANIC_SEARCH, amount 1200000
    Thu 2026-03-05 09:00  + opportunity -> customer, disposition, owner ann, source ORGANIC_SEARCH, amount 1200000

story "sales may skip stages: HubSpot would leave gaps, here they are inferred"
  Mon 2026-03-02 09:00 created
  10:00 open_opportunity owner=ann
  10:00 stage opportunity
  row inquiry -> mql, disposition (inferred)
  row mql -> sal, disposition (inferred)

story "a subscriber and a lead are both inquiries, an evangelist is a customer"
  Mon 2026-03-02 09:00 created lifecyclestage=subscriber
  09:00 stage inquiry
  Tue 09:00 updated lifecyclestage=lead
  09:00 stage inquiry
  Wed 09:00 win owner=ann
  Thu 09:00 updated lifecyclestage=evangelist
  09:00 stage customer

story "Other is ineligible"
  Mon 2026-03-02 09:00 created lifecyclestage=lead
  Tue 09:00 updated lifecyclestage=other
  09:00 row inquiry -> ineligible, veto "other"
