using Bench.Datasets;
using Spectre.Console;

namespace Bench.Cli.Display;

/// <summary>Shows a download: bars in a terminal, a line a file otherwise.</summary>
internal static class FetchDisplay
{
    public static async Task<T> Show<T>(Func<IProgress<FetchProgress>, Task<T>> fetch)
    {
        if (Console.IsOutputRedirected)
        {
            var named = new HashSet<string>();
            return await fetch(new Immediate(p =>
            {
                if (named.Add(p.File)) Console.WriteLine($"{p.File}{(p.Total is { } total ? $" ({Size(total)})" : "")}");
            }));
        }
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bars = new Dictionary<string, ProgressTask>();
                return await fetch(new Immediate(p =>
                {
                    if (!bars.TryGetValue(p.File, out var bar)) bars[p.File] = bar = context.AddTask(Markup.Escape(p.File));
                    if (p.Total is { } total) bar.MaxValue = total;
                    else bar.IsIndeterminate = true;
                    bar.Value = p.Received;
                }));
            });
    }

    private static string Size(long bytes) => bytes < 1_000_000 ? $"{bytes / 1e3:0} kB" : $"{bytes / 1e6:0.0} MB";

    // Progress<T> would report from other threads, after the end.
    private sealed class Immediate(Action<FetchProgress> report) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => report(value);
    }
}
