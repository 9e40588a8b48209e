"""Why an agent makes its next call: the next link, a check, another way after a dead end, a call repeated.

    NEXT × WHY_VISIT → "Next comes the country that borders Slovenia and whose calling code is +43. The page on Slovenia
                        should say which countries border it."

Slots: {target} what is looked for, {goal} what to look for on a page, {here} the page that is known, {name} a
candidate, {clue} a relative clause, {query} what is searched for, {wish} what was hoped for, {tool} a tool's name.
"""

NEXT = (
    "Next comes {target}.",
    "Now I need {target}.",
    "The next link is {target}.",
    "What follows is {target}.",
    "From {here} the question goes on to {target}.",
    "Having {here}, I can look for {target}.",
    "The question then asks for {target}.",
    "That leads on to {target}.",
    "So now to {target}.",
    "Going on from {here}: I want {target}.",
    "One link further is {target}.",
    "Still missing is {target}.",
    "Then there is {target} to find.",
    "With {here} known, the next unknown is {target}.",
)
WHY_VISIT = (
    "The page on {here} should say {goal}.",
    "I'll open {here} and look for {goal}.",
    "To see {goal}, the page itself is the best source.",
    "I'll read the page on {here} with an eye to {goal}.",
    "Opening {here} should show {goal}.",
    "The article on {here} is likely to cover {goal}.",
    "I'll go through the page on {here} for {goal}.",
    "Its page ought to tell me {goal}.",
    "For {goal}, I'll open the article.",
    "I'll check the page on {here}; it should mention {goal}.",
    "Best to read {here} directly and find out {goal}.",
    "The full page will have more than a snippet on {goal}.",
)
WHY_OPEN = (
    "I'll open the page on {here}.",
    "Its own page should have that.",
    "The page on {here} is the obvious place.",
    "I want to read the article on {here}.",
    "I'll look at the page itself.",
    "That should stand on the page about {here}.",
    "The article will tell.",
    "I'd rather read the page than a snippet.",
    "The next stop is the page on {here}.",
    "Opening the article is the surest way.",
    "A look at the page on {here} should be enough.",
    "So I'll visit the page on {here}.",
)
"""Where what is looked for has just been said."""
WHY_AGAIN = (
    "The excerpt I saw left that out, so I'll open the page again with only that in mind.",
    "My first look at the page was for other things; this time I ask for just that.",
    "I'll return to the page on {here} and ask for exactly that.",
    "What I was shown of the page didn't go into it, so once more with a narrower goal.",
    "The page shows what fits the goal, so a narrower goal should bring it up.",
    "I have the page already, but not that part of it; I'll ask for it.",
)
WHY_SEARCH = (
    "I'll search for “{query}”.",
    "A search for “{query}” should show it.",
    "My query is “{query}”.",
    "“{query}” is a fair query for that.",
    "Searching “{query}” ought to bring the right page.",
    "I'll try the search with “{query}”.",
    "A short query will do: “{query}”.",
    "The search engine may have that under “{query}”.",
    "So I look for “{query}”.",
    "I'd expect “{query}” to find it.",
    "That calls for a search, “{query}”.",
    "One query for that: “{query}”.",
)
WHOLE = (
    "I'll read the whole page on {here} to find {goal}.",
    "The excerpt may have left it out, so I'll open all of {here}.",
    "I'll go through the full text on {here}.",
    "Perhaps it stands further down; I'll load the complete page.",
    "The complete article on {here} should have it somewhere.",
)
CHECK = (
    "I still have to check that {name} is the one {clue}.",
    "Is {name} really the one {clue}? I'll look.",
    "Before going on I want to see that {name} is the one {clue}.",
    "The question wants the one {clue}, so {name} has to be checked.",
    "To be sure of {name}, I need to see that this is the one {clue}.",
    "Whether {name} is the one {clue} remains to be seen.",
    "{name} only counts as the one {clue}.",
    "There is a clue to test on {name}: this must be the one {clue}.",
    "Let me make sure that {name} is the one {clue}.",
    "This has to be the one {clue}; I'll test {name} against that.",
    "{name} must be the one {clue}, or another name is meant; let me look it up.",
    "Now the test for {name}: the one {clue}.",
    "I can't take {name} for granted. The question means the one {clue}.",
    "Next I look at whether {name} fits the one {clue}.",
    "The condition on {name} is being the one {clue}.",
    "That {name} is the one {clue} has yet to be shown.",
    "What would settle {name}? A line showing that this is the one {clue}.",
    "I want evidence that {name} is the one {clue}.",
    "{name} has to pass one test, being the one {clue}.",
)
NOT_SHOWN = (
    "What came back doesn't show yet whether {name} is the one {clue}.",
    "No line there tells me whether {name} is the one {clue}.",
    "That leaves it open whether {name} is the one {clue}.",
    "I still haven't seen that {name} is the one {clue}.",
    "The passages on {name} are about other things, so the clue is unconfirmed.",
    "Not enough to say that {name} is the one {clue}. I'll ask in another way.",
    "Hmm, nothing in that confirms {name} as the one {clue}.",
    "The clue on {name} isn't in there.",
)
CHECK_ALSO = (
    "The same page can tell me {goal} as well.",
    "While I'm there, I'll look for {goal} too.",
    "At the same time I can read off {goal}.",
    "That page should also give {goal}.",
    "I'll look out for {goal} on the way.",
    "And if it fits, {goal} will be on that page too.",
    "On the same page I can look for {goal}.",
    "I'll keep an eye out for {goal} as well.",
    "That visit can also show {goal}.",
    "In the same go I want to see {goal}.",
    "I'll read on for {goal} while the page is open.",
)
CHOOSE = (
    "The clue can choose for me: I need the one {clue}, so I'll search for “{query}”.",
    "Searching for the clue itself is quicker than opening each: “{query}”.",
    "To see which is the one {clue}, I'll query “{query}”.",
    "The one {clue} is wanted. “{query}” should show which that is.",
    "I'd rather look for the clue than for each name in turn: “{query}”.",
    "“{query}” is a way to find the one {clue} without going through them all.",
)
UNCHOSEN = (
    "The search doesn't single one out, so I have to look at the names after all.",
    "That doesn't decide it; I'll go back to the list and check a name.",
    "No name of the list stands out by that query. I'll take one up and see.",
    "It was worth a try, but the clue isn't shown for any of them. One by one instead, then.",
)
DECOY = (
    "I'll try {name} first.",
    "{name} is as good a guess as any, so let me test it.",
    "Could it be {name}? A quick search will tell.",
    "My first guess is {name}.",
    "Perhaps {name} fits; I'll see.",
    "I'd start with {name} and see.",
    "Take {name} to begin with.",
    "One of them is {name}; I'll check that one.",
)
NOTHING = (
    "Hmm, that doesn't help: no word on {wish}.",
    "These results don't show {wish}. Let me try a different way.",
    "That query was not what I needed: nothing in it on {wish}.",
    "Nothing here about {wish}, so I should ask in another way instead.",
    "I don't see {wish} in that. Wait, maybe other words work better.",
    "Not useful: it says nothing on {wish}. I'll change the approach instead.",
    "Hmm, I can't find {wish} in these results. My query was probably off.",
    "That went past the point and leaves {wish} open. On second thought, another route is better.",
    "No luck with that – nothing on {wish}. Let me try another query.",
    "The results drift to other things and don't tell me {wish}. I'd better be more specific.",
    "This doesn't answer it; I still don't know {wish}.",
    "So that was a dead end. I'll find out {wish} differently.",
    "I see nothing on {wish} here yet.",
    "What came back doesn't tell me {wish}.",
    "These passages are about other things; I still have to find out {wish}.",
    "Not there yet: the results leave {wish} open.",
    "That doesn't tell me {wish} yet.",
    "So far I have read nothing on {wish}.",
)
TOO_BROAD = (
    "That was too much for one query; the results are a mixed bag. Step by step instead, from {mention}.",
    "Hmm, with all the clues at once nothing stands out. Let me try again with just the first part, {mention}.",
    "The broad query doesn't help. I should narrow it down to {mention} instead.",
    "As I might have expected, that mixes everything up. Better to take {mention} alone first.",
    "Too many clues in one search, and the results show it. On second thought, {mention} comes first.",
    "No page ties all of this together. I'll do it properly instead: first {mention}.",
)
MAYBE = (
    "{name} comes up, though the passage shown doesn't mention the one {clue}.",
    "The results suggest {name}, but I haven't seen the clue itself yet.",
    "{name} might be it; the snippet alone isn't proof.",
    "Among the results {name} looks promising.",
    "{name} is a candidate, and I want to see the clue in the text.",
    "It could be {name}. The excerpt is too short to tell.",
)
LAST = (
    "Only {goal} is left to find.",
    "The last thing to look up is {goal}.",
    "What the question finally asks is {goal}.",
    "Now for the actual question, {goal}.",
    "All that remains is {goal}.",
    "So I need {goal}.",
    "The end of the chain is {name}; I want {goal}.",
    "With {name} found, the question comes down to {goal}.",
    "Last step: {goal}.",
    "That leaves {goal}.",
    "Now I can ask for {goal}.",
    "The question closes with {goal}.",
)
ADD_QUERY = (
    "I'll add “{query}” to the same call.",
    "In the same call I can also ask for “{query}”.",
    "As a second wording I'll send “{query}” along.",
    "“{query}” goes in as an alternative.",
    "Two wordings are better than one, so “{query}” too.",
)
ENTER_LATER = (
    "The start can't be found directly, but the question also describes {mention}. Let me try from there instead.",
    "Instead of insisting on {start}, I can enter the chain further on, at {mention}.",
    "On second thought, there is another way in: {mention}.",
    "Wait, the question gives a second handle, {mention}. I'll work from that one.",
    "I'm stuck on {start}; {mention} may be easier to find.",
    "Let me try a different end of the question: {mention}.",
)
LOOK_BACK = (
    "“{quote}” also shows how {name} could be the start I was missing.",
    "Looking back from here, {name} could be where the question starts (“{quote}”).",
    "That allows a check backwards: “{quote}”, so the start may be {name}.",
    "If this is right, the start should be {name}, as in “{quote}”.",
)
COMPARE = (
    "I'll open {names} side by side and compare them.",
    "Rather than guess, I'll look at {names} in one go.",
    "To tell them apart, let me read {names} together.",
    "Comparing {names} should show which one fits.",
    "One call can show me {names} at once.",
    "I'll put {names} next to each other.",
)
VERIFY = (
    "Before answering I'd like a second look at {goal}.",
    "I want to see that confirmed once more.",
    "To be safe, I'll cross-check {goal} with another call.",
    "One more check on {goal} can't hurt.",
    "Does another passage agree? I'll double-check.",
    "Let me double-check {goal} before I answer.",
    "I should verify that with another call.",
    "I'd like to verify {goal} in another way.",
    "I need to double-check that, since the answer rests on it.",
    "I'll verify {goal} before I commit to it.",
    "A quick cross-check of {goal} is worthwhile.",
    "It would be good to see {goal} a second time.",
)
FAULTS = {
    "timeout": (
        "The {tool} call ran out of time. I'll send it again.",
        "No answer in time from {tool}; once more.",
        "That timed out, which says nothing about the content, so I'll repeat it.",
        "The {tool} call took too long. Let me try again.",
        "It timed out; maybe the second attempt gets through.",
    ),
    "unavailable": (
        "The server behind {tool} wasn't available. I'll ask again.",
        "The {tool} call failed on the server's side, so I'll retry.",
        "A server error, not a problem with my query. Let me try again.",
        "That didn't go through because the service was down; one more attempt.",
        "The service couldn't be reached. I'll repeat the call.",
    ),
    "malformed": (
        "What came back from {tool} can't be read. I'll call it again.",
        "The reply is garbled, so I'll repeat the request.",
        "What {tool} returned is broken; let me try again.",
        "I can't make sense of that reply. Once more, then.",
        "That answer was damaged on the way. I'll ask once more.",
    ),
    "bad_arguments": (
        "That call was a mistake of mine: the tool doesn't accept it. I'll go about it differently.",
        "The address I gave doesn't exist. Let me try another way instead.",
        "I asked for something that isn't there. I'll search for it instead.",
        "So there is no such page. On second thought, a search will find the right title.",
    ),
    "refused": (
        "The tool {tool} isn't allowed here. I have to do without it.",
        "That was refused, so I need another way instead.",
        "I may not use {tool} for this; I'll look for a different route.",
    ),
}
REWORDED = (
    "I'll put it a little differently this time: “{query}”.",
    "This time as “{query}”.",
    "Perhaps a simpler request goes through: “{query}”.",
    "I'll shorten it to “{query}”.",
    "I'll use other words, “{query}”.",
)
"""After a fault, where the repeated search is worded anew."""
