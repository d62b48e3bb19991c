"""What a payer means by a denial: claim adjustment reason codes (CARC) in our own words, those our rules prevent."""

DENIALS = {
    "4": "the modifier is wrong or missing",
    "5": "the place of service does not fit the service",
    "16": "the claim lacks or misstates something it needs",
    "18": "the same service was billed before",
    "29": "the claim came too late",
    "96": "the service is not covered",
    "97": "paid for already, inside another service",
    "110": "billed for a day that has not come",
    "119": "the benefit for the time or the day is used up",
    "151": "more of the service than the payer takes as supported",
    "181": "the code was not valid on the date of service",
    "182": "the modifier was not valid on the date of service",
    "185": "who gave it may not give it",
    "208": "the provider's NPI does not match",
    "236": "the two codes, with these modifiers, are not paid together on one day",
}
