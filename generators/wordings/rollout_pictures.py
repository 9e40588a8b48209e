"""What an agent makes of a picture it has searched by, read or put beside another one.

    READ_PICTURE → "The closest match for the picture is Soul Meeting, with a similarity of 0.96."

Slots: {likeness} a similarity as it was shown, {name} what the picture shows, {page} the title of the page it is on,
{quote} lettering, {image} the picture fetched, {given} the one in the question.
"""

READ_PICTURE = (
    "The closest match for the picture is {name}, with a similarity of {likeness}.",
    "The visual search puts {name} first at {likeness}, so that is what the picture shows.",
    "{name} comes out on top ({likeness}), which tells me what the picture shows.",
    "With a similarity of {likeness} the picture belongs to the page {page}.",
    "At {likeness} the match with {name} can hardly be chance, so the image stands for {name}.",
    "The best hit is {name} with {likeness}; I take the picture to show just that.",
    "According to the matches this is {name} (similarity {likeness}).",
    "Of the pictures found, the one on the page {page} fits best, at {likeness}, so I have the starting point.",
    "I can now name what is shown: {name}, matched at {likeness}.",
    "A similarity of {likeness} is convincing, so the starting point is {name}.",
    "First in the list is {page} at {likeness}; that must be the page the picture belongs to.",
    "So the picture is that of {name}: the match scores {likeness}.",
)
READ_LIKELY = (
    "{name} leads with {likeness}, which is likely but not beyond doubt.",
    "The best match is {name} at {likeness}; I'd like to see that picture before I trust it.",
    "A similarity of {likeness} makes {name} the likely one.",
    "It looks like {name}, though {likeness} isn't the full match I hoped for.",
    "{name} comes first, well ahead of the rest, at {likeness}.",
    "Probably {name}: {likeness} is a lot, if not everything.",
)
READ_PICTURE_WEAK = (
    "The best match, {page}, only reaches {likeness}, so I shouldn't trust it yet.",
    "Nothing matches well; the top result {page} has just {likeness}.",
    "Hmm, {likeness} for {page} is too low to settle anything.",
    "The similarities are all low, {likeness} at best, so the search doesn't tell me what this is.",
    "{page} leads with {likeness}, which is no real match. I need a better look.",
    "With {likeness} at the top I can't say what the picture shows.",
)
READ_TEXT = (
    "The lettering reads “{quote}”.",
    "On the picture I can read “{quote}”.",
    "OCR gives “{quote}”, which is something to search for.",
    "The words in the picture are “{quote}”.",
    "It says “{quote}” there.",
    "The text on it is “{quote}”.",
)
READ_COVER = (
    "The first result is {name}, which is just what the lettering says, so that is what the picture shows.",
    "{name} leads the results and its title stands on the picture; the start is found.",
    "The title {name} agrees with the words in the picture, so I take it from there.",
    "Title and lettering agree: the picture is that of {name}.",
    "So the words in the picture are the title, {name}.",
)
READ_LEAD = (
    "The search for that text brings up {page} first, but the picture itself should decide.",
    "{page} comes first for those words; that isn't proof yet.",
    "The lettering leads to {page}, which may or may not be what is shown.",
    "The words alone point to {page}. I want to see whether the picture agrees.",
)
READ_LITTLE = (
    "OCR reads only “{quote}”, which is nothing to search for.",
    "All that OCR makes out is “{quote}”; that doesn't help.",
    "“{quote}” is all the text there is, too little for a query.",
    "Apart from “{quote}” nothing could be read, so the lettering is no help.",
)
READ_GARBLED = (
    "OCR gives “{quote}”, too garbled to search for.",
    "The lettering comes out as “{quote}”; I wouldn't trust a query with that.",
    "“{quote}” is what OCR makes of it, and that isn't clean enough for a search.",
    "What was read, “{quote}”, has too many errors to be a query.",
)
READ_SAME = (
    "{image} is the very picture of the question, so the page is found: {name}.",
    "{image} and the picture in the question are one and the same. It shows {name}.",
    "Side by side there is no difference between {image} and the given picture, so this is {name}.",
    "That settles it: {image} shows exactly what the given picture shows, and it belongs to {name}.",
)
READ_ALIKE = (
    "{image} shows the same as the given picture, only in better condition, so {name} is right.",
    "Next to {image} the given picture is plainly a spoilt copy of it. So it is {name}.",
    "{image} is the picture as it should look; the match with {name} stands.",
    "Compared with {image}, the given one is the same picture in worse shape. That confirms {name}.",
)
READ_OTHER = (
    "{image} is another picture than {given}, so that was a wrong lead.",
    "No, {image} doesn't show what {given} shows. Let me try a different way.",
    "{image} and {given} are different pictures; back to the picture itself.",
    "Seeing {image} I have to drop that idea: it isn't the picture in {given}.",
)
READ_FILES = (
    "The first picture file found is on the page {page}.",
    "Among the picture files, the one on {page} comes first.",
    "There is a picture on {page} that may be the one.",
    "The search for picture files leads to {page}.",
)
READ_NO_TEXT = (
    "There is no readable text in the picture.",
    "OCR finds nothing legible, so the lettering is no help.",
    "No words could be read from it.",
    "The picture has no text that I could search for.",
)
