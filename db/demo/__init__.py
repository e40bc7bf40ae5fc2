"""An invented register, the same every time, to try the product with and to measure it by."""
