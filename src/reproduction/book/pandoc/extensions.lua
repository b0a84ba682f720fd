-- Filters of the project's Quarto extensions, with as much of Quarto's own API as they may use.

local book = require 'book'
local extensions = {dependencies = pandoc.List {}}
local known, current = {}, nil  -- names of dependencies; the filter that runs

-- A defect of a filter, at the line that called one of the functions below.
local function defect(problem, expected)
  local level = 2
  local caller = debug.getinfo(level, 'Sl')
  while caller and caller.source ~= '@' .. current.path do
    level = level + 1
    caller = debug.getinfo(level, 'Sl')
  end
  book.defects:insert {file = current.path, line = caller and caller.currentline or 1,
    problem = problem, expected = expected}
end

local function refusing(prefix, functions)
  return setmetatable(functions, {__index = function(_, name)
    defect(prefix .. name .. ' is not supported by the built-in builder',
      'quarto.doc.is_format, add_html_dependency and use_latex_package')
    return function() end
  end})
end

-- Paths in the project of a dependency's files, which are found beside the filter.
local function files_of(dependency, kind, after_body)
  local files = pandoc.List {}
  for _, file in ipairs(dependency[kind] or {}) do
    local entry = type(file) == 'string' and {path = file} or file
    if (entry.afterBody or false) == after_body then
      files:insert(pandoc.path.join {current.folder, entry.path})
    end
  end
  return files
end

local fields = {name = true, version = true, stylesheets = true, scripts = true}
local function add_html_dependency(dependency)
  for field in pairs(dependency) do
    if not fields[field] then
      defect('an HTML dependency with ' .. field, 'name, version, stylesheets and scripts')
    end
  end
  if known[dependency.name] or not book.is_html then return end
  known[dependency.name] = true
  local version = dependency.version and '-' .. dependency.version or ''
  extensions.dependencies:insert {
    folder = 'site_libs/quarto-contrib/' .. dependency.name .. version,
    stylesheets = files_of(dependency, 'stylesheets', false),
    scripts = files_of(dependency, 'scripts', false),
    scripts_after_body = files_of(dependency, 'scripts', true),
  }
end

quarto = refusing('quarto.', {doc = refusing('quarto.doc.', {
  is_format = function(name) return name:gsub(':js$', '') == book.job.format end,
  add_html_dependency = add_html_dependency,
  use_latex_package = function() end,
})})

-- The blocks as the filters of all extensions leave them.
function extensions.run(blocks)
  local doc = pandoc.Pandoc(blocks)
  for _, filter in ipairs(book.job.filters) do
    current = filter
    local fine, found = pcall(pandoc.utils.run_lua_filter, doc, filter.path)
    if fine then doc = found else defect('the filter fails: ' .. tostring(found)) end
  end
  return doc.blocks
end

return extensions
