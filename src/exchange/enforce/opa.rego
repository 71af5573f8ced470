# Whether a tool may be used, as `plimsoll check` says. The input has what `check` is asked:
# tool, use, context (levels by factor), client_version, edition, team; date, else the day of the clock.
package plimsoll

import rego.v1

default allow := false

allow if {
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, day)
	day >= data.plimsoll_register.from
	day <= data.plimsoll_register.until
	some way in data.plimsoll_register.tools[input.tool][usage]
	day <= way.until
	within_levels(way)
	within_versions(way)
	within_names(way.editions, object.get(input, "edition", null))
	within_names(way.teams, object.get(input, "team", null))
	within_team(way)
}

# How the use stands, in words.
stands := data.plimsoll_register.stands[input.tool][usage]

result := {"allow": allow, "until": data.plimsoll_register.until, "stands": object.get({"stands": stands}, "stands", "not registered")}

day := input.date

day := time.format([time.now_ns(), "UTC", "2006-01-02"]) if {
	not has("date")
}

usage := input.use

usage := only if {
	not has("use")
	uses := object.keys(data.plimsoll_register.tools[input.tool])
	count(uses) == 1
	some only in uses
}

has(key) if {
	object.get(input, key, null) != null
}

context := object.get(input, "context", {})

within_levels(way) if {
	is_object(context)
	count(above(way)) == 0
	count(unnamed(way)) == 0
}

above(way) := [factor | ceiling := way.ceilings[_]; level := context[factor]; not up_to(level, object.get(ceiling, factor, -1))]

up_to(level, highest) if {
	is_number(level)
	level == floor(level)
	level >= 0
	level <= highest
}

unnamed(way) := [factor | factor := way.required[_]; object.get(context, factor, null) == null]

within_names(names, _) if {
	count(names) == 0
}

within_names(names, asked) if {
	some name in names
	same(name, asked)
}

within_team(way) if {
	way.team == null
}

within_team(way) if {
	same(way.team, object.get(input, "team", null))
}

same(name, asked) if {
	is_string(asked)
	trim_space(name) == trim_space(asked)
}

# People do not mind capitals; beyond ASCII they are told apart, as `check` does.
same(name, asked) if {
	is_string(asked)
	regex.match(`^[ -~]*$`, name)
	regex.match(`^[ -~]*$`, asked)
	lower(trim_space(name)) == lower(trim_space(asked))
}

within_versions(way) if {
	way.versions == null
}

within_versions(way) if {
	way.versions != null
	is_string(input.client_version)
	version := trim_space(input.client_version)
	regex.match(`^[0-9]{1,15}([.][0-9]{1,15})*$`, version)
	parts := [number(part) | some part in split(version, ".")]
	every comparator in way.versions {
		holds(comparator.sign, order(parts, comparator.parts))
	}
}

number(part) := to_number(digits) if {
	digits := trim_left(part, "0")
	digits != ""
}

number(part) := 0 if {
	trim_left(part, "0") == ""
}

# -1, 0 or 1: the first part that differs; one that is not there is 0.
order(a, b) := array.concat(signs, [0])[0] if {
	last := max([count(a), count(b)]) - 1
	signs := [sign | some at in numbers.range(0, last); sign := compare(at_or_zero(a, at), at_or_zero(b, at)); sign != 0]
}

at_or_zero(parts, at) := parts[at]

at_or_zero(parts, at) := 0 if {
	at >= count(parts)
}

compare(a, b) := -1 if {
	a < b
}

compare(a, b) := 0 if {
	a == b
}

compare(a, b) := 1 if {
	a > b
}

holds(">=", order_is) if {
	order_is >= 0
}

holds(">", order_is) if {
	order_is > 0
}

holds("<=", order_is) if {
	order_is <= 0
}

holds("<", order_is) if {
	order_is < 0
}

holds("=", order_is) if {
	order_is == 0
}
