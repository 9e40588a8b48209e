"""How an agent begins: what the question asks, where it starts, and why the first call is made.

    BEGIN × WHY_FIRST → "It all starts from the country whose capital is Ljubljana. Its name should come up if I search
                         for the description itself."

Slots: {mention} the question's words for where it starts, {chain} the way from there, {query} what is searched for,
{image} a picture's id, {flaw} what is wrong with it. Each table is one sentence of a thought; two are put together.
"""

BEGIN = (
    "The chain starts from {mention}, so that is the first name I need.",
    "First I have to work out what {mention} is.",
    "Everything here hangs on {mention}; until I know that name, nothing else can be looked up.",
    "I'll take this one link at a time: {chain}.",
    "The way through this question is {chain}.",
    "There are {count} things to find in turn: {chain}.",
    "The question never names its starting point, it only describes it: {mention}.",
    "Reading it from the inside out, the fixed point is {mention}.",
    "What is given at the start is only a description, {mention}.",
    "Let me lay out the steps: {chain}.",
    "The starting point is {mention}; from its page I can go on.",
    "To get anywhere I need to identify {mention}.",
    "Breaking the question down: {chain}.",
    "My first job is to put a name to {mention}.",
    "The only solid clue at the beginning is {mention}.",
    "I read the question as {chain}.",
    "No name is given, but {mention} should be easy to pin down.",
    "So the route is {chain}.",
    "Start with the innermost part, {mention}.",
    "I need to find {mention} before anything else.",
    "The question strings several steps together: {chain}.",
    "Step by step, then: {chain}.",
)
WHY_FIRST = (
    "A search for “{query}” should bring it up.",
    "Searching for “{query}” is the most direct way.",
    "I'll search for “{query}”.",
    "The description is specific enough to search for: “{query}”.",
    "Its name should come up if I search for “{query}”.",
    "A short query such as “{query}” ought to be enough.",
    "That is something a text search can settle: “{query}”.",
    "I wonder what “{query}” finds.",
    "“{query}” is worth a search.",
    "I don't want to guess, so I'll look it up with “{query}”.",
    "The quickest check is to search “{query}”.",
    "I would rather see it in a source than rely on memory, so: “{query}”.",
    "With “{query}” the right page should be among the first results.",
    "A plain search, “{query}”, will do for that.",
)
BROAD = (
    "Maybe the whole description can be found in one go; I'll put all of it into the search.",
    "One search with every clue in it might already lead to the right page, so I'll try that first.",
    "It may save steps to search for several of the clues together.",
    "I'll begin broadly, with the main clues of the question in one query.",
    "Perhaps some page mentions all of this at once. Let me throw the clues together and see.",
    "Before going step by step, a single wide query is worth a try.",
    "I'll see whether searching the question's clues all together gets me there.",
    "A broad query first: if some page ties these clues together, it should rank high.",
    "Let me test the lazy way, one query with all the clues.",
    "The clues are many; maybe together they single something out right away.",
)
PICTURE = (
    "The question points to the picture, so I have to find out what {image} shows.",
    "Nothing in the text names {mention}; only the picture can tell.",
    "Before any text search I need to know what is shown in {image}.",
    "{image} is where this starts: {mention}.",
    "The first thing to settle is the picture itself.",
    "To follow {chain}, I must first recognise what {image} shows.",
    "The picture stands for the first link, {mention}.",
    "Only {image} tells which one is meant by {mention}.",
    "I can't name {mention} from the question alone, so the picture comes first.",
    "It begins with {image}. From there the way is {chain}.",
)
WHY_VISUAL = (
    "A search by the image itself should find the page it belongs to.",
    "I'll look for pages that use the same or a similar picture.",
    "A reverse search with {image} is the natural first move.",
    "Visual search can match it against the pictures of known pages.",
    "Pictures like it may be known, so I'll search by it.",
    "I'll run {image} through the visual search and see which page comes closest.",
    "The visual search should tell me which page shows this picture.",
    "Matching {image} against the pictures in the collection will give me a name.",
)
WHY_MIDDLE = (
    "Borders and edges can mislead a visual search, so I'll use only the middle of {image}.",
    "I'll search with the central part of {image} and leave the margins out.",
    "A closer look at the middle of the picture may match better.",
    "I'll search with just the main part of {image}.",
    "The subject is in the middle; I'll search with that region alone.",
    "Cutting off the margins of {image} should make the match cleaner.",
)
WHY_CROP = (
    "First I'll cut {image} down to its main part, without the margins.",
    "A crop to the middle of {image} leaves less that can distract.",
    "I'll crop {image} to the subject and search with that.",
    "Let me cut away the border of {image} before matching it.",
    "The edges of {image} add nothing, so I'll crop them off.",
    "I want just the central part of {image} as a picture of its own.",
)
CROPPED = (
    "{image} is the part I want.",
    "Now {image} has only the main part.",
    "The crop is {image}; I'll search with it.",
    "With {image} I can try the match.",
    "That leaves {image} to search with.",
)
WHY_FILES = (
    "The lettering may name a picture file, so I'll search the pictures for “{query}”.",
    "I'll look for picture files by those words, “{query}”.",
    "A picture search for “{query}” could bring up the same image.",
    "If a page shows this picture, its file may be found by “{query}”.",
    "I'll see which pictures there are for “{query}”.",
)
WHY_FETCH = (
    "I'll fetch that file and put it next to {image}.",
    "I'd like that picture here, to compare it with {image}.",
    "To be sure I want to see it beside {image}.",
    "A comparison with {image} will tell, so I'll fetch it.",
    "Names can mislead; I'll load the file and hold it against {image}.",
)
WHY_OCR = (
    "There may be lettering on it, so I'll read the text first.",
    "If anything is printed on it, that text is the best lead; I'll run OCR on {image}.",
    "A cover or sign usually carries words. Let me read them.",
    "First I'll see whether {image} has any readable text.",
    "Reading what is written on it could give the title straight away.",
    "I'll start by reading the lettering in {image}, if there is any.",
    "Any words in the picture would make a good search query, so OCR first.",
    "Text in the image would settle it; I'll extract it.",
)
REPAIR = (
    "{image} is {flaw}, so before using it I'll {repair}.",
    "As it stands {image} is {flaw}; a search with it may fail, so I'll {repair} first.",
    "The picture is {flaw}. I'll {repair} so that the search has something to work with.",
    "What I notice first is that {image} is {flaw}. Let me {repair}.",
    "Since {image} is {flaw}, the first step is to {repair}.",
    "I can hardly use {image} like this, it is {flaw}. I'll {repair}.",
    "Quality first: {image} is {flaw}, and I can {repair}.",
    "It makes sense to {repair} before anything else, because {image} is {flaw}.",
    "{image} looks {flaw}, which would spoil a visual match, so let me {repair}.",
    "To recognise anything I should {repair}: {image} is {flaw}.",
)
REPAIRED = (
    "{image} is the improved version, and I'll go on with that one.",
    "The repaired picture is {image}; I'll use it from here.",
    "Now I have {image}, which is in better shape.",
    "That gives {image}. It should serve better than the original.",
    "{image} came back from the repair, so the next call works on it.",
    "With {image} I have a cleaner copy to search with.",
    "The result is {image}, good enough to work with.",
    "I'll take {image} in place of the original.",
)
