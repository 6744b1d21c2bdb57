#include "apps/upsmd/watch/watch.h"

#include <cstdio>
#include <memory>
#include <utility>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/watch/screen.h"
#include "apps/upsmd/watch/table.h"
#include "apps/upsmd/watch/view.h"
#include "nut/driver_fleet.h"
#include "nut/socket_folder.h"
#include "platform/clock.h"
#include "posix-sim/terminal_loop_posix.h"

namespace upsmd::watch {
namespace {

constexpr Duration kLongestLook = 3s;
constexpr int kNoData = 2;

// "21:03:12" of an ISO 8601 time.
std::string time_of_day() { return system_clock().wall_time().substr(11, 8); }

// "11-26 21:03:12".
std::string day_and_time() {
    const std::string time = system_clock().wall_time();
    return time.substr(5, 5) + " " + time.substr(11, 8);
}

// Fills the model.
class Keeper : public nut::FleetListener {
  public:
    void on_driver(const std::string& path, const nut::DriverClient& client) override {
        model_.update(path, client, system_clock().now(), day_and_time());
    }
    void on_forgotten(const std::string& path) override { model_.forget(path); }

    const Model& model() const { return model_; }

  private:
    Model model_;
};

class Watch final : private TerminalLoop, private Keeper {
  public:
    Watch(const Options& options, Screen& screen, const Glyphs& marks)
        : folders_(options.folders), screen_(screen), view_(model(), marks, options.sorting),
          fleet_(io(), system_clock(), options.folders, *this) {}

    Result<void> run() {
        fleet_.start();
        return TerminalLoop::run();
    }

  private:
    void on_driver(const std::string& path, const nut::DriverClient& client) override {
        Keeper::on_driver(path, client);
        changed();
    }

    void on_input() override {
        while (const auto key = screen_.key()) {
            const View::Wish wish = view_.on_key(*key);
            if (wish == View::Wish::quit) return finish();
            if (wish == View::Wish::forget) fleet_.forget_gone();
            if (wish == View::Wish::stop) stop();
        }
        draw_at_once();
    }

    void on_resize() override { screen_.resize(); }

    void on_stop() override { screen_.leave(); }

    void draw() override {
        Surroundings surroundings{folders_, fleet_.complaints(), fleet_.left_out()};
        for (auto* texts : {&surroundings.folders, &surroundings.complaints})
            for (std::string& text : *texts) text = nut::printable(std::move(text));
        screen_.show(view_.render(screen_.columns(), screen_.rows(), system_clock().now(), time_of_day(),
                                  surroundings));
    }

    std::vector<std::string> folders_;
    Screen& screen_;
    View view_;
    nut::DriverFleet fleet_;
};

}  // namespace

int watch_on_terminal(const Options& options) {
    const Glyphs& marks = glyphs(is_utf8_locale() && !options.ascii);
    auto screen = Screen::open(options.colours);
    if (!screen) return complain("watch: " + screen.error().message);
    const Result<void> done = Watch(options, **screen, marks).run();
    screen->reset();
    return done ? 0 : complain("watch: " + done.error().message);
}

int print_table_once(const Options& options) {
    boost::asio::io_context io(1);
    Keeper keeper;
    nut::DriverFleet fleet(io, system_clock(), options.folders, keeper);
    fleet.start();
    const Time end = system_clock().now() + kLongestLook;
    while (!fleet.is_settled() && system_clock().now() < end) io.run_one_for(end - system_clock().now());
    for (const std::string& complaint : fleet.complaints()) complain("watch: " + nut::printable(complaint));
    if (fleet.left_out() > 0) complain("watch: " + std::to_string(fleet.left_out()) + " more sockets are not watched");
    const auto upses = keeper.model().sorted(options.sorting);
    if (upses.empty()) {
        std::string folders;
        for (const std::string& folder : options.folders) folders += " " + folder;
        complain("watch: no driver's socket in" + nut::printable(folders));
        return kNoData;
    }
    if (std::fputs(plain_table(upses).c_str(), stdout) < 0 || std::fflush(stdout) != 0)
        return complain("watch: cannot write to standard output");
    for (const Ups* ups : upses)
        if (!ups->condition.has_data()) return kNoData;
    return 0;
}

}  // namespace upsmd::watch
