"""Where the letter and its data disagree, or say less than they seem to.

`catalogue` lists the findings by consequence; `facts` gives every number and patient that they
name, from the cohort and from what is printed, as text.
"""
