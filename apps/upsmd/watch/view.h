// What `upsmd watch` shows, as lines: the table with events below, the page of one UPS, the help; and what the keys
// do to that. Without a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apps/upsmd/watch/line.h"
#include "apps/upsmd/watch/model.h"
#include "core/time.h"

namespace upsmd::watch {

enum class Key { up, down, page_up, page_down, home, end, enter, back, quit, help, sort, forget, interrupt, stop, other };

// What surrounds the UPSes.
struct Surroundings {
    std::vector<std::string> folders;     // that are watched
    std::vector<std::string> complaints;  // about them
    std::size_t left_out = 0;             // sockets that are too many
};

// Not thread-safe.
class View {
  public:
    // Both must outlive this object.
    View(const Model& model, const Glyphs& marks, SortBy sorting) : model_(model), marks_(marks), sorting_(sorting) {}

    enum class Wish { nothing, quit, forget, stop };
    // What the program has to do about it.
    Wish on_key(Key key);

    // `rows` lines at the most, of at most `columns` cells. `clock`: the time of day, for the title.
    std::vector<Line> render(std::size_t columns, std::size_t rows, Time now, const std::string& clock,
                             const Surroundings& surroundings);

  private:
    enum class Page { table, ups, help };

    void move_in_table(Key key);
    void move_in_text(Key key);
    std::vector<Line> table_page(std::size_t columns, std::size_t rows, Time now, const Surroundings& surroundings);
    std::vector<Line> ups_page(const Ups& ups, std::size_t rows, Time now);
    std::vector<Line> help_page(std::size_t rows);
    std::vector<Line> scrolled(std::vector<Line> lines, std::size_t rows);
    std::vector<Line> event_lines(const std::string& path, std::size_t rows) const;
    Line title(const std::string& clock) const;
    Line footer() const;

    const Model& model_;
    const Glyphs& marks_;
    SortBy sorting_;
    Page page_ = Page::table;
    std::string selected_;         // the path; "": whatever comes first
    std::size_t first_row_ = 0;    // of the table, that is shown
    std::size_t first_line_ = 0;   // of a page of text
    std::size_t page_rows_ = 1;    // what fitted the last time
};

}  // namespace upsmd::watch
