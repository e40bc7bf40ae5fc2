"""How fast it is on this machine, beside a reference: no test, and never a failure."""
