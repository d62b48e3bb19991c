"""What a payer means by the denials that our rules prevent: the adjustment reasons (CARC) they name, in our words."""

from cleanclaim.reference.reasons import reasons

PREVENTED = (
    "4",
    "5",
    "16",
    "18",
    "22",
    "27",
    "29",
    "50",
    "96",
    "97",
    "110",
    "119",
    "150",
    "151",
    "181",
    "182",
    "185",
    "197",
    "198",
    "208",
    "236",
    "252",
    "B7",
    "B15",
)

DENIALS = {code: reasons("carc")[code].meaning for code in PREVENTED}
