-- The look of claims: a stylesheet and a script in HTML, a thin line under the link in Typst, and
-- in LaTeX the package for cells over several rows.

local function is(format) return quarto.doc.is_format(format) end

if is('html') then
  quarto.doc.add_html_dependency {
    name = 'reproduction', version = '0.1.0',
    stylesheets = {'claims.css'},
    scripts = {
      {path = 'claims.js', afterBody = true}, {path = 'ledger.js', afterBody = true},
      {path = 'drawings.js', afterBody = true},
    },
  }
elseif is('latex') then
  quarto.doc.use_latex_package('multirow')
end

-- A PDF is one document, in which a claim's sentences in two chapters would have one name.
return {{Span = function(span)
  if is('html') or not span.identifier:match('^use%-') then return end
  span.identifier = ''
  return span
end, Link = function(link)
  if is('html') then return end
  if link.target:match('#use%-') then return link.content end
  if not is('typst') or not link.classes:includes('claim') then return end
  local open = '#underline(stroke: 0.4pt + luma(150), offset: 2pt)[#text(fill: black)['
  link.content = pandoc.Inlines {pandoc.RawInline('typst', open)} .. link.content
    .. {pandoc.RawInline('typst', ']]')}
  return link
end}}
