package lesson

// Own is a server that a student writes from an empty file. It is not in All: it has no
// scenarios of its own, but stages.
var Own = Lesson{
	Slug:  "own",
	Title: "A server from an empty file",
}

// IsOwn reports whether a lesson is Own.
func (l Lesson) IsOwn() bool { return l.Number == 0 && l.Slug == Own.Slug }

// A Stage is one step on the way from an empty file to a whole server.
type Stage struct {
	Title     string
	Scenarios []string // their ids; all must pass
}

// CoreStages is how many of the Stages ask for the core of the protocol only, whatever else the
// server promises. They come first.
const CoreStages = 12

// Stages are the stages of Own, in teaching order. They have all scenarios up to private text
// that can be asked of a program in any language.
var Stages = []Stage{
	{"a greeting, a name and an answer", []string{
		"01-one-at-a-time/greeting_and_name",
	}},
	{"more than one client", []string{
		"01-one-at-a-time/second_caller_served",
		"01-one-at-a-time/silent_caller_blocks_nobody",
	}},
	{"what one client says, the others hear", []string{
		"02-first-chat/two_people_talk",
		"02-first-chat/no_echo",
		"02-first-chat/at_once",
	}},
	{"who is there, who comes and who goes", []string{
		"02-first-chat/room_list",
		"02-first-chat/joined_and_left",
		"02-first-chat/unnamed_hear_nothing",
	}},
	{"a message in three pieces", []string{
		"03-half-a-message/split_write",
		"03-half-a-message/byte_by_byte",
	}},
	{"several messages in one read", []string{
		"03-half-a-message/two_in_one",
		"03-half-a-message/joined_on_the_way",
		"03-half-a-message/name_and_text_together",
	}},
	{"every byte of a line", []string{
		"03-half-a-message/crlf",
		"03-half-a-message/odd_texts",
		"03-half-a-message/cut_on_the_way",
		"04-how-long-is-a-line/thousand_bytes",
	}},
	{"a line ends at its line feed, and nowhere else", []string{
		"03-half-a-message/no_timer",
		"03-half-a-message/half_a_name",
	}},
	{"what may be a name", []string{
		"05-same-name/legal_names",
		"05-same-name/illegal_names",
		"05-same-name/refused_is_out",
	}},
	{"a name that is taken", []string{
		"05-same-name/taken_name_harms_nobody",
	}},
	{"gone without goodbye", []string{
		"07-gone/gone_before_name",
		"07-gone/reset_announced",
		"07-gone/reset_by_the_path",
		"07-gone/no_ghosts",
		"07-gone/last_words_come_first",
		"07-gone/crash_of_client_program",
	}},
	{"many clients come, go and talk at once", []string{
		"06-shared-room/joins_together_all_hear",
		"06-shared-room/roster_true_after_churn",
		"06-shared-room/churn_under_talk",
		"08-slow-reader/reads_later",
	}},
	{"the list in its order", []string{
		"02-first-chat/list_in_order",
		"05-same-name/words_as_names",
	}},
	{"characters of more than one byte", []string{
		"03-half-a-message/split_rune",
		"03-half-a-message/odd_texts", // now with texts that are not ASCII
	}},
	{"one name, one owner", []string{
		"05-same-name/taken_name_refused",
		"05-same-name/case_differs",
		"05-same-name/other_addresses",
		"05-same-name/longest_name",
		"05-same-name/loser_leaves_winner_stays",
	}},
	{"two clients want one name at the same moment", []string{
		"05-same-name/race_for_a_name",
		"05-same-name/name_free_after_leave",
	}},
	{"lines that say nothing", []string{
		"02-first-chat/empty_line",
		"03-half-a-message/crlf_alone",
		"03-half-a-message/half_line_at_close",
		"07-gone/reset_mid_line",
	}},
	{"a limit for a line", []string{
		"03-half-a-message/long_5000",
		"04-how-long-is-a-line/line_at_limit",
		"04-how-long-is-a-line/line_over_limit_told",
		"04-how-long-is-a-line/next_line_is_read",
		"04-how-long-is-a-line/others_unharmed",
		"04-how-long-is-a-line/endless_line_bounded_memory",
	}},
	{"a crowd", []string{
		"01-one-at-a-time/twenty_at_once",
		"06-shared-room/all_talk_at_once",
		"07-gone/many_gone_before_name",
	}},
	{"how somebody left", []string{
		"07-gone/reason_told",
		"07-gone/half_closed_last_words",
	}},
	{"a reader that stops", []string{
		"08-slow-reader/slow_reader_isolated",
		"08-slow-reader/memory_bounded",
		"08-slow-reader/slow_reader_cut_and_announced",
		"08-slow-reader/last_words_to_the_fast",
	}},
	{"a reader that is only slow", []string{
		"08-slow-reader/briefly_behind_not_cut",
		"08-slow-reader/owed_to_who_said_goodbye",
	}},
	{"time for a name", []string{
		"09-silence/no_name_in_time",
		"09-silence/slow_dribble",
		"09-silence/idle_but_alive_stays",
		"09-silence/no_hurry",
	}},
	{"a clean end", []string{
		"10-clean-shutdown/exit_zero",
		"10-clean-shutdown/no_new_callers",
		"10-clean-shutdown/restart_same_port",
		"10-clean-shutdown/everyone_told",
		"10-clean-shutdown/last_words",
		"10-clean-shutdown/slow_path_told_too",
		"10-clean-shutdown/stuck_client_cannot_hold_it",
	}},
	{"commands and private text", []string{
		"11-private/unknown_command",
		"11-private/slash_escape",
		"11-private/who_help_quit",
		"11-private/only_the_addressee",
		"11-private/unknown_name",
		"11-private/case_of_names",
		"11-private/kept_in_order",
		"11-private/not_for_the_gone",
		"11-private/nothing_to_say",
		"11-private/to_oneself",
		"11-private/control_characters_cleaned",
		"11-private/to_one_who_reads_nothing",
		"11-private/answers_to_one_who_reads_nothing",
	}},
}
