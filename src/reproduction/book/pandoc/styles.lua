-- What an HTML table says with a stylesheet and with styles, said as pandoc does.

local styles = {}

-- Rules whose selector ends with a class, in the stylesheet's order.
local function read_rules(html)
  local rules = pandoc.List {}
  for css in html:gmatch('<style[^>]*>(.-)</style>') do
    for selectors, body in css:gmatch('([^{}]+){([^{}]*)}') do
      for selector in selectors:gmatch('[^,]+') do
        local class = selector:match('%.([%w_-]+)%s*$')
        if class then rules:insert {class = class, body = body} end
      end
    end
  end
  return rules
end

-- Blocks whose table cells and spans have, as a style, what the stylesheet says of their classes.
function styles.inline(blocks, html)
  local rules = read_rules(html)
  local function apply(el)
    local own = el.attributes.style or ''
    local found = rules:filter(function(rule) return el.classes:includes(rule.class) end)
    local all = found:map(function(rule) return rule.body end) .. {own}
    el.attributes.style = #found > 0 and table.concat(all, ';') or own
  end
  local function apply_to_rows(rows)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do apply(cell) end
    end
    return rows
  end
  return blocks:walk {
    Span = function(el) apply(el); return el end,
    Table = function(el)
      local head, bodies, foot = el.head, el.bodies, el.foot
      head.rows, foot.rows = apply_to_rows(head.rows), apply_to_rows(foot.rows)
      for _, body in ipairs(bodies) do
        body.head, body.body = apply_to_rows(body.head), apply_to_rows(body.body)
      end
      el.head, el.bodies, el.foot = head, bodies, foot
      return el
    end,
  }
end

-- The last value of a property.
function styles.property(el, name)
  local value
  for found in (';' .. (el.attributes.style or '')):gmatch('[;%s]' .. name:gsub('%-', '%%-') .. ':%s*([^;]+)') do
    value = found:gsub('%s*!important', ''):gsub('%s+$', '')
  end
  return value
end

-- A length in pixels, 0 where there is none: 10px, or calc(5px * 2) as Great Tables has it.
function styles.pixels(el, name)
  local value = styles.property(el, name) or ''
  local length, times = value:match('^calc%(([%d.]+)px %* ([%d.]+)%)$')
  return tonumber(length or value:match('^([%d.]+)px$') or 0) * tonumber(times or 1)
end

-- Inlines in the weight, slant and height that an element's style asks for.
function styles.text(el, content)
  local weight, height = styles.property(el, 'font-weight'), styles.property(el, 'vertical-align')
  if weight == 'bold' or (tonumber(weight) or 0) >= 600 then content = {pandoc.Strong(content)} end
  if styles.property(el, 'font-style') == 'italic' then content = {pandoc.Emph(content)} end
  if height == 'super' or (height or ''):match('^[%d.]+e?[mp]') then
    content = {pandoc.Superscript(content)}
  end
  return pandoc.Inlines(content)
end

return styles
