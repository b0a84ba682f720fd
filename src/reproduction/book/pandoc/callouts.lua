-- Callouts: a title and what is below it, folded or not.

local book = require 'book'
local is_html, raw_block, around = book.is_html, book.raw_block, book.around
local to_inlines = pandoc.utils.blocks_to_inlines
local titles = {note = 'Note', tip = 'Tip', warning = 'Warning', important = 'Important',
                caution = 'Caution'}

return function(chapter, el, kind)
  if not titles[kind] then
    book.defect(chapter, '.callout-' .. kind, 'callout-' .. kind .. ' is not supported',
      'note, tip, warning, important or caution')
    return
  end
  local title, first = pandoc.Inlines {titles[kind]}, el.content[1]
  if el.attributes.title then
    title = to_inlines(pandoc.read(el.attributes.title, 'markdown').blocks)
  elseif first and first.t == 'Header' then
    title = first.content
    el.content:remove(1)
  end
  local folded, head, close = el.attributes.collapse, nil, nil
  if not is_html then
    head, close = around('#callout("' .. kind .. '", [', title, '])['), ']'
  elseif folded then
    head = around(('<details class="callout callout-%s"%s><summary class="callout-title">')
      :format(kind, folded == 'true' and '' or ' open'), title, '</summary>')
    close = '</details>'
  else
    head = around('<aside class="callout callout-' .. kind .. '"><p class="callout-title">',
      title, '</p>')
    close = '</aside>'
  end
  el.content:insert(1, head)
  el.content:insert(raw_block(close))
  el.classes, el.attributes = {}, {}
  return el
end
