"""A model of the terminal that turns what a program draws into the least the line must carry; needs nothing else of the project."""
