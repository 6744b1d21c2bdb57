#include "apps/upsmd/watch/screen.h"

#define NCURSES_NOMACROS 1  // its macros are called move, clear, erase …
#include <langinfo.h>
#include <ncurses.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstring>

namespace upsmd::watch {
namespace {

constexpr int kEscapePause = 25;  // ms: what follows Escape later than this is a key of its own
constexpr int kEscape = 27;
constexpr int control(char letter) { return letter & 0x1f; }

enum Pair : short { fine_pair = 1, warning_pair, no_data_pair, on_battery_pair, critical_pair };

void make_pairs() {
    ::start_color();
    ::use_default_colors();
    ::init_pair(fine_pair, COLOR_GREEN, -1);
    ::init_pair(warning_pair, COLOR_YELLOW, -1);
    ::init_pair(no_data_pair, COLOR_MAGENTA, -1);
    ::init_pair(on_battery_pair, COLOR_YELLOW, -1);
    ::init_pair(critical_pair, COLOR_WHITE, COLOR_RED);
}

attr_t coloured(Pair pair) { return static_cast<attr_t>(COLOR_PAIR(pair)); }

attr_t attributes(Style style, bool colours) {
    switch (style) {
        case Style::plain: return A_NORMAL;
        case Style::dim: return A_DIM;
        case Style::bold: return A_BOLD;
        case Style::heading: return A_UNDERLINE;
        case Style::fine: return colours ? coloured(fine_pair) : A_NORMAL;
        case Style::warning: return colours ? coloured(warning_pair) : A_NORMAL;
        case Style::no_data: return colours ? coloured(no_data_pair) | A_BOLD : A_BOLD;
        case Style::on_battery: return colours ? coloured(on_battery_pair) | A_BOLD : A_BOLD;
        case Style::critical: return colours ? coloured(critical_pair) | A_BOLD : A_REVERSE | A_BOLD;
    }
    return A_NORMAL;
}

Error without_terminal(const std::string& why) {
    return {ErrorCode::unsupported, why + "; --once prints the table without one", 0};
}

bool is_quiet(Style style) { return style == Style::plain || style == Style::dim || style == Style::bold; }

}  // namespace

bool is_utf8_locale() {
    std::setlocale(LC_CTYPE, "");
    return std::strcmp(::nl_langinfo(CODESET), "UTF-8") == 0;
}

Result<std::unique_ptr<Screen>> Screen::open(bool colours) {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0)
        return without_terminal("standard input and output must be a terminal");
    SCREEN* const terminal = ::newterm(nullptr, stdout, stdin);
    const char* const type = std::getenv("TERM");
    const std::string which = "TERM is " + std::string(type == nullptr ? "not set" : type);
    if (terminal == nullptr) return without_terminal(which + ": no such kind of terminal is known");
    std::unique_ptr<Screen> screen(new Screen(terminal, colours));
    if (::tigetstr(const_cast<char*>("cup")) == nullptr)
        return without_terminal(which + ": nothing can be drawn on such a terminal");
    return screen;
}

Screen::Screen(void* terminal, bool colours) : terminal_(terminal), colours_(colours && ::has_colors()) {
    // Ctrl-C and Ctrl-Z as keys: while ncurses draws it ignores the signal of the latter.
    ::raw();
    ::noecho();
    ::nonl();
    ::keypad(stdscr, true);
    ::nodelay(stdscr, true);
    ::set_escdelay(kEscapePause);
    ::curs_set(0);  // some cannot hide it
    if (colours_) make_pairs();
}

Screen::~Screen() {
    ::endwin();
    ::delscreen(static_cast<SCREEN*>(terminal_));
}

std::size_t Screen::columns() const { return static_cast<std::size_t>(::getmaxx(stdscr)); }

std::size_t Screen::rows() const { return static_cast<std::size_t>(::getmaxy(stdscr)); }

void Screen::resize() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        ::resizeterm(size.ws_row, size.ws_col);
    ::clearok(curscr, true);  // terminals move what is on them about
}

void Screen::leave() { ::endwin(); }

void Screen::show(const std::vector<Line>& lines) {
    ::erase();
    int row = 0;
    for (const Line& line : lines) {
        ::move(row++, 0);
        for (const Span& span : line.spans) {
            const attr_t reverse = line.selected && is_quiet(span.style) ? A_REVERSE : A_NORMAL;
            ::attrset(static_cast<int>(attributes(span.style, colours_) | reverse));
            ::addstr(span.text.c_str());
        }
    }
    ::refresh();
}

std::optional<Key> Screen::key() {
    switch (::getch()) {
        case ERR: return std::nullopt;
        case KEY_UP: case 'k': return Key::up;
        case KEY_DOWN: case 'j': return Key::down;
        case KEY_PPAGE: return Key::page_up;
        case KEY_NPAGE: case ' ': return Key::page_down;
        case KEY_HOME: case 'g': return Key::home;
        case KEY_END: case 'G': return Key::end;
        case '\r': case '\n': case KEY_ENTER: case KEY_RIGHT: return Key::enter;
        case kEscape: case KEY_LEFT: case KEY_BACKSPACE: case 127: return Key::back;
        case 'q': case 'Q': return Key::quit;
        case '?': case 'h': return Key::help;
        case 's': return Key::sort;
        case 'x': return Key::forget;
        case control('C'): case control('\\'): return Key::interrupt;
        case control('Z'): return Key::stop;
        case control('L'): ::clearok(stdscr, true); return Key::other;
        default: return Key::other;
    }
}

}  // namespace upsmd::watch
