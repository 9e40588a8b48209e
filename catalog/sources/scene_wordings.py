"""Wordings of the sample's questions; `{}` is the thing asked about, as in `the {}`."""

SHAPE_OF = (
    "What shape is the {}?",
    "What is the shape of the {}?",
    "Which shape does the {} have?",
    "Can you tell what shape the {} is?",
    "Looking at the {}, what shape is it?",
    "Name the shape of the {}.",
    "The {} has a particular shape. Which shape is it?",
    "How would you describe the shape of the {}?",
)
COLOR_OF = (
    "What color is the {}?",
    "What is the color of the {}?",
    "Which color does the {} have?",
    "Can you tell me the color of the {}?",
    "In what color is the {} shown?",
    "Name the color of the {}.",
    "Looking at the {}, what color is it?",
    "Which color is the {} in this picture?",
)
COUNT = (
    "How many {} are there in the picture?",
    "How many {} can you see?",
    "What is the number of {} in this image?",
    "Count the {} in the picture.",
    "How many {} does the image show?",
    "Count all the {}: how many are there?",
    "How many {} are visible here?",
    "Give the number of {} in the scene.",
)
POSITION = (
    "Where in the picture is the {}?",
    "In which part of the image is the {}?",
    "Where is the {} located in the image?",
    "What is the position of the {} in this picture?",
    "In which area of the picture can the {} be found?",
    "Whereabouts in the picture do you see the {}?",
    "Tell me in which part of the picture the {} is located.",
)
PLACED = (
    "Where is the {}?",
    "Where does the {} stand?",
    "Where has the {} been placed?",
    "Where can you find the {}?",
    "Where would you look for the {}?",
    "Where was the {} put?",
    "Tell me where the {} is standing.",
)
FLOATING = (
    "Where is the {}?",
    "Where can you see the {}?",
    "Where can the {} be found?",
    "Where would you look for the {}?",
    "Where does the {} appear?",
    "Tell me where the {} is.",
)
CAPTION = (
    "Describe this picture in one sentence.",
    "Write a caption for this image.",
    "Give a one-sentence description of the scene.",
    "Please caption this picture.",
    "Describe what the image shows in a single sentence.",
    "Provide a short description of this picture.",
    "Summarize the scene in one sentence.",
    "What would be a good caption for this picture?",
)
OCR = (
    "What does the {} say?",
    "What is written on the {}?",
    "Read the text on the {}.",
    "Which words are written on the {}?",
    "What text can be read on the {}?",
    "Please transcribe the text on the {}.",
    "What does the writing on the {} say?",
    "Can you read out what the {} says?",
)
SOLVE = (
    "What is the answer to the problem on the {}?",
    "Solve the problem written on the {}.",
    "Calculate the number that belongs in place of the question mark on the {}.",
    "Work out the calculation on the {}. What is the result?",
    "Which number should replace the question mark in the equation on the {}?",
    "Solve the equation on the {}.",
    "Compute the missing number on the {}.",
)
TOGETHER = (
    "What do the {} and the {} cost together?",
    "What is the total price of the {} and the {}?",
    "Calculate the total cost of the {} plus the {}.",
    "If you buy both the {} and the {}, how much do you have to pay in total?",
    "Add up the prices of the {} and the {}. What is the sum?",
    "How much money do you need to buy the {} and the {} together?",
)
DIFFERENCE = (
    "How much more does the {} cost than the {}?",
    "What is the difference in price between the {} and the {}?",
    "By how many dollars is the {} more expensive than the {}?",
    "Calculate how much more expensive the {} is than the {}.",
    "Subtract the cheaper price from the dearer one: what is the difference between the {} and the {}?",
    "How much money do you save if you buy not the {} but the cheaper {}?",
)
COST = (
    "If the {} cost ${} each, what is their total price?",
    "Calculate the total cost of all the {} at ${} apiece.",
    "Someone buys all the {} for ${} each. How much do they pay in total?",
    "What do all the {} cost together if each is sold for ${}?",
    "Work out the total price of the {} in the picture at ${} each.",
    "All the {} are for sale at ${} each. What is the total cost?",
)
SUM_WITH = (
    "What is the sum of the number of {} in the picture and {}?",
    "Add the number of {} shown to {}. What is the result?",
    "Count the {} and add {}. What is the sum?",
    "Take the number of {} and calculate that number plus {}.",
    "If the number of {} in the image grew by {}, what would the total be?",
    "Calculate: the number of {} plus {}.",
)
GROUPS = (
    "Multiply the number of {} in the picture by {}. What is the result?",
    "What is the product of the number of {} and {}?",
    "Calculate the number of {} times {}.",
    "If you multiply the count of {} by {}, what product do you get?",
    "Work out the number of {} shown, multiplied by {}.",
    "Take the number of {} and multiply it by {}. What is the product?",
)
SHARED = (
    "Subtract the number of {} in the picture from {}. What is the result?",
    "What is the difference if you take the number of {} away from {}?",
    "Calculate what is left when the number of {} is subtracted from {}.",
    "Find the result of subtracting the number of {} shown from {}.",
    "When you subtract the number of {} in this image from {}, what difference remains?",
    "Work out the difference when you subtract the count of {} from {}.",
)
