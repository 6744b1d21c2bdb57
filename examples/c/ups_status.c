/* ups_status PORT [PROTOCOL [COMMAND]]: prints the state and the values of a UPS, tells it COMMAND, and waits for an
 * outage.
 *
 *     cc -std=c99 ups_status.c $(pkg-config --cflags --libs upsmd) -o ups_status
 */
#include <poll.h>
#include <stdio.h>
#include <upsmd.h>

static const char* command;
static int outage;

static void on_done(upsmd_ups* ups, upsmd_error result, const char* text, void* user) {
    (void)ups, (void)user;
    printf("%s: %s\n", command, result == UPSMD_OK ? "accepted" : text);
}

static void on_complete(upsmd_ups* ups) {
    upsmd_list* values;
    if (upsmd_get_values(ups, &values) != UPSMD_OK) return;
    for (size_t i = 0; i < upsmd_list_size(values); ++i)
        printf("%s: %s\n", upsmd_list_name(values, i), upsmd_list_text(values, i));
    upsmd_list_free(values);
    if (command != NULL && upsmd_command(ups, command, UPSMD_NO_ARGUMENT, on_done, NULL) != UPSMD_OK) {
        char text[256];
        upsmd_ups_last_error(ups, text, sizeof text);
        printf("%s\n", text);
    }
}

static void on_event(upsmd_ups* ups, const upsmd_event* event, void* user) {
    (void)user;
    if (event->kind == UPSMD_EVENT_STATE) {
        printf("state %s\n", event->text);
        outage = event->state == UPSMD_ONBATTERY || event->state == UPSMD_LOWBATTERY;
    }
    if (event->kind == UPSMD_EVENT_COMPLETE) on_complete(ups);
    if (event->kind == UPSMD_EVENT_NOTICE || (event->kind == UPSMD_EVENT_PORT && event->error != UPSMD_OK))
        fprintf(stderr, "%s: %s\n", upsmd_port(ups), event->text);
}

int main(int argc, char** argv) {
    upsmd_context* context;
    upsmd_options* options;
    upsmd_ups* ups;
    char text[1024];
    if (argc < 2) return fprintf(stderr, "usage: ups_status PORT [PROTOCOL [COMMAND]]\n"), 2;
    command = argc > 3 ? argv[3] : NULL;
    if (upsmd_new(&context) != UPSMD_OK || upsmd_options_new(&options) != UPSMD_OK) return 1;
    upsmd_options_set(options, "Protocol", argc > 2 ? argv[2] : "auto");
    const upsmd_error opened = upsmd_open(context, argv[1], options, on_event, NULL, &ups);
    upsmd_options_free(options);
    if (opened != UPSMD_OK) {
        upsmd_last_error(context, text, sizeof text);
        fprintf(stderr, "%s: %s\n", upsmd_strerror(opened), text);
    }
    struct pollfd ready = {upsmd_fd(context), POLLIN, 0};
    while (opened == UPSMD_OK && !outage && poll(&ready, 1, -1) == 1 && upsmd_process(context) == UPSMD_OK)
        fflush(stdout);
    upsmd_free(context);
    return opened == UPSMD_OK ? 0 : 1;
}
