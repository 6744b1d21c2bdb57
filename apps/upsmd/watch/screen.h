// The terminal, through ncurses. One at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/upsmd/watch/line.h"
#include "apps/upsmd/watch/view.h"
#include "core/result.h"

namespace upsmd::watch {

// Whether the locale's characters are UTF-8. Sets the process's LC_CTYPE.
bool is_utf8_locale();

// Thread: one. The destructor leaves the terminal as it was.
class Screen {
  public:
    // Error: standard input or output is no terminal, or one of a kind that cannot be drawn on.
    static Result<std::unique_ptr<Screen>> open(bool colours);
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    std::size_t columns() const;
    std::size_t rows() const;
    // The terminal's size has changed.
    void resize();
    void show(const std::vector<Line>& lines);
    // Gives the terminal back until the next show.
    void leave();
    // What was typed, without waiting; nothing: no more.
    std::optional<Key> key();

  private:
    Screen(void* terminal, bool colours);

    void* terminal_;  // ncurses' own
    bool colours_;
};

}  // namespace upsmd::watch
