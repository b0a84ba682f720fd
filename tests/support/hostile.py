"""Texts that would do something if they were taken for more than text."""

# What would happen if it were more than text: 1729 and 4104 would be on the page.
HOSTILE = (
    "<script>document.write(1728+1)</script>",
    "</script><script src=//example.org/x.js></script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></tr></table></main><iframe src=x>",
    "[a](javascript:alert(1)) and <javascript:alert(2)>",
    "[a]{.x onclick=alert(1)}]{.x}",
    "`<b>raw</b>`{=html} and `#(1728+1)`{=typst}",
    "`{python} 1728 + 1`",
    "{{< include /etc/passwd >}} and {{< env HOME >}}",
    '#eval("1728+1") #(4103+1) $1728+1$',
    '#import "@preview/x:1.0.0": * #include "/etc/passwd"',
    "*strong* _emph_ ~~gone~~ ^up^ H~2~O <!-- hidden -->",
    "@nobody2000 [@nobody2000] [^1] \\input{/etc/passwd}",
    "a | b || c | d",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "::: {.callout-note} :::",
    "--- ... -- \" '",
    "# A heading - and a list",
)
