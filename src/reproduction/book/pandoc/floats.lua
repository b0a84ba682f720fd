-- Figures and tables with their captions: what @fig- and @tbl- refer to, on pages and in print.

local book = require 'book'
local numbering = require 'numbering'
local is_html, raw_block, around, quote = book.is_html, book.raw_block, book.around, book.quote
local stringify, to_inlines = pandoc.utils.stringify, pandoc.utils.blocks_to_inlines
local floats = {}

local function float(chapter, id, kind, caption, body)
  caption = numbering.caption(chapter, id, kind, to_inlines(caption))
  local parts = pandoc.Blocks(body)
  if not is_html then
    local name = id ~= '' and quote(chapter.key .. id) or 'none'
    parts:insert(1, around(('#book-float(%s, "%s")['):format(name, kind), caption, ']['))
    parts:insert(raw_block(']'))
    return parts
  end
  local head = around('<figcaption>', caption, '</figcaption>')
  if kind == 'tbl' then
    parts = pandoc.Blocks {head, pandoc.Div(parts, pandoc.Attr('', {'table-frame'},
      {{'role', 'region'}, {'tabindex', '0'}, {'aria-label', stringify(caption)}}))}
  else
    parts:insert(head)
  end
  parts:insert(1, raw_block(('<figure%s class="float float-%s">')
    :format(id ~= '' and ' id="' .. id .. '"' or '', kind)))
  parts:insert(raw_block('</figure>'))
  return parts
end

function floats.div(chapter, el)
  el.content:walk {Figure = function(inner)
    if book.is_float(inner.identifier) then
      book.defect(chapter, '#' .. inner.identifier, 'a figure in a figure', 'figures one by one')
    end
  end, Div = function(inner)
    if book.is_float(inner.identifier) then
      book.defect(chapter, '#' .. inner.identifier, 'a figure in a figure', 'figures one by one')
    end
  end}
  local last = el.content[#el.content]
  local is_caption = last and (last.t == 'Para' or last.t == 'Div' and last.classes:includes('cell-caption'))
  if not is_caption then
    book.defect(chapter, '#' .. el.identifier, el.identifier .. ' has no caption',
      'one as its last paragraph')
    return
  end
  el.content:remove()
  local caption = last.t == 'Para' and {last} or last.content
  return pandoc.Div(float(chapter, el.identifier, el.identifier:sub(1, 3), caption, el.content))
end

function floats.cell_image(el)
  return pandoc.Plain {pandoc.Image({el.attributes.alt}, el.attributes.src, '',
    pandoc.Attr('', {'block-image', 'align-' .. el.attributes.align}))}
end

function floats.figure(chapter, el)
  local body = el.content:walk {Image = function(image)
    image.classes:insert('block-image')
    return image
  end}
  return pandoc.Div(float(chapter, book.is_float(el.identifier) and el.identifier or '', 'fig',
    el.caption.long, body))
end

function floats.table(chapter, el)
  local id, caption = book.is_float(el.identifier) and el.identifier or '', el.caption.long
  if id == '' and #caption == 0 then return end
  el.identifier, el.caption = '', {long = {}}
  return pandoc.Div(float(chapter, id, 'tbl', caption, {el}))
end

return floats
