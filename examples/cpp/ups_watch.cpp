// ups_watch PORT [PROTOCOL [COMMAND]]: as examples/c/ups_status.c, with the library's thread in place of poll().
//
//     c++ -std=c++17 ups_watch.cpp $(pkg-config --cflags --libs upsmd) -o ups_watch
#include <upsmd.h>

#include <future>
#include <iostream>
#include <memory>
#include <string>

namespace {

struct Free {
    void operator()(upsmd_context* context) const { upsmd_free(context); }
    void operator()(upsmd_options* options) const { upsmd_options_free(options); }
    void operator()(upsmd_list* list) const { upsmd_list_free(list); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// upsmd_new and its like, as a function that returns what was made.
template <typename T, typename Make, typename... Arguments>
Owned<T> make(Make function, Arguments... arguments) {
    T* made = nullptr;
    function(arguments..., &made);
    return Owned<T>(made);
}

struct Watch {
    std::string command;
    std::promise<void> outage;
    bool told = false;
};

void on_done(upsmd_ups*, upsmd_error result, const char* text, void* user) {
    std::cout << static_cast<const Watch*>(user)->command << ": " << (result == UPSMD_OK ? "accepted" : text)
              << std::endl;
}

void on_complete(upsmd_ups* ups, Watch& watch) {
    const auto values = make<upsmd_list>(upsmd_get_values, ups);
    for (std::size_t i = 0; i < upsmd_list_size(values.get()); ++i)
        std::cout << upsmd_list_name(values.get(), i) << ": " << upsmd_list_text(values.get(), i) << std::endl;
    if (!watch.command.empty()) upsmd_command(ups, watch.command.c_str(), UPSMD_NO_ARGUMENT, on_done, &watch);
}

// On the library's thread.
void on_event(upsmd_ups* ups, const upsmd_event* event, void* user) {
    Watch& watch = *static_cast<Watch*>(user);
    if (event->kind == UPSMD_EVENT_COMPLETE) return on_complete(ups, watch);
    if (event->kind != UPSMD_EVENT_STATE) return;
    std::cout << "state " << event->text << std::endl;
    const bool on_battery = event->state == UPSMD_ONBATTERY || event->state == UPSMD_LOWBATTERY;
    if (on_battery && !watch.told) watch.outage.set_value();
    watch.told = watch.told || on_battery;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: ups_watch PORT [PROTOCOL [COMMAND]]\n";
        return 2;
    }
    Watch watch;  // outlives the context: it is used until that is freed
    if (argc > 3) watch.command = argv[3];
    const auto options = make<upsmd_options>(upsmd_options_new);
    upsmd_options_set(options.get(), "Protocol", argc > 2 ? argv[2] : "auto");

    const auto context = make<upsmd_context>(upsmd_new);
    upsmd_ups* ups = nullptr;
    if (upsmd_open(context.get(), argv[1], options.get(), on_event, &watch, &ups) != UPSMD_OK) {
        std::string text(upsmd_last_error(context.get(), nullptr, 0) + 1, '\0');
        upsmd_last_error(context.get(), text.data(), text.size());
        std::cerr << text.c_str() << '\n';
        return 1;
    }
    upsmd_run_thread(context.get());
    watch.outage.get_future().wait();
    upsmd_stop_thread(context.get());
    return 0;
}
