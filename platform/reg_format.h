// The Registry Editor's export format, "Windows Registry Editor Version 5.00": text to RegDocument and back.
//
// Read: UTF-16LE with byte order mark (what Registry Editor and `reg export` write) and UTF-8 with or without
// one; CRLF and LF; keys, key deletion [-KEY], value deletion "x"=-, strings, dword:, hex:, hex(N):, line
// continuation, comments. Statements apply in file order, later ones over earlier ones, as `reg import` does.
// Everything else is refused with file and line; nothing is skipped or guessed.
//
// Sources: Microsoft's page "How to add, modify, or delete registry subkeys and values by using a .reg file",
// and files written by `reg export`. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "platform/reg_document.h"

namespace upsmd {

inline constexpr std::size_t kMaxRegFileBytes = 16u << 20;

// The whole content of a file. `file_name` goes into messages only: Error{malformed, "FILE:LINE: reason"}.
Result<RegDocument> parse_reg_file(std::string_view bytes, const std::string& file_name);

// Applies the statements of a file, deletions included, to a document, in the document's own style: texts and
// comments of the file do not come along. After an error `into` may hold a part of them: throw it away.
Result<void> merge_reg_file(std::string_view bytes, const std::string& file_name, RegDocument& into);

// The file for a document, in document.style. Lines that were read and not changed come out as they were.
std::string write_reg_file(const RegDocument& document);

}  // namespace upsmd
