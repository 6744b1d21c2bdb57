// The grammar of NUT's configuration files and of its driver socket: lines of words.
//
// Words are parted by blanks; "…" holds blanks; a backslash makes the next character an ordinary one, before a line feed
// it joins two lines; '#' begins a comment; '=' outside of quotes is a word of its own. Bytes outside of 0x20..0x7E are
// dropped, as NUT does. Source: NUT driver socket, "Framing and quoting".
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace upsmd::nut {

using Words = std::vector<std::string>;

// Bytes in, however they are cut; lines of words out. Memory is bounded: what is above kMaxWords and kMaxLength is
// dropped, as NUT does. Not thread-safe.
class WordReader {
  public:
    static constexpr std::size_t kMaxWords = 32;
    static constexpr std::size_t kMaxLength = 512;

    // What comes of a line that holds a word at least. error: what is wrong with it, then words are those before it;
    // empty: nothing. line: its number, from 1.
    using OnLine = std::function<void(const Words& words, std::string_view error, std::size_t line)>;

    void feed(std::string_view bytes, const OnLine& on_line);
    // The end of a file: a last line without a line feed is one too.
    void finish(const OnLine& on_line);

  private:
    enum class Place { between, word, quotes, comment, faulty };

    void take(char c);
    void add(char c);
    void end_word();
    void end_line(const OnLine& on_line);

    Place place_ = Place::between;
    bool escaped_ = false;
    Words words_;
    std::string word_;
    std::string error_;
    std::size_t line_ = 1;   // where we are
    std::size_t begun_ = 1;  // where the present one began
};

// One word for a line: in quotes, with what has to be escaped. Bytes that NUT would drop become '?'; cut to 256 characters
// (NUT's ST_MAX_VALUE_LEN).
std::string quoted(std::string_view text);

// Names in NUT are the same in any case (ASCII).
bool is_same_name(std::string_view a, std::string_view b);

}  // namespace upsmd::nut
