using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bench.Cli.Display;

/// <summary>Shows a run: live in a terminal, as plain lines with times otherwise.</summary>
internal static class RunDisplay
{
    private const int LinesKept = 6;

    /// <summary>Runs <paramref name="work"/> and shows the board meanwhile.</summary>
    public static T Show<T>(RunBoard board, TimeProvider time, Func<T> work)
    {
        if (!Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive) return Live(board, work);
        var gate = new Lock();
        board.Said += line =>
        {
            lock (gate) Console.WriteLine($"{time.GetLocalNow():HH:mm:ss} [{board.Done + board.Failures}/{board.Total}{Left(board)}] {line}");
        };
        return work();
    }

    private static T Live<T>(RunBoard board, Func<T> work)
    {
        var recent = new Queue<string>();
        board.Said += line =>
        {
            lock (recent)
            {
                recent.Enqueue(line);
                if (recent.Count > LinesKept) recent.Dequeue();
            }
        };
        return AnsiConsole.Live(new Text("starting")).AutoClear(true).Start(context =>
        {
            var task = Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
            while (!task.Wait(TimeSpan.FromMilliseconds(250)) && !task.IsCompleted)
            {
                string[] lines;
                lock (recent) lines = [.. recent];
                context.UpdateTarget(Picture(board, lines));
            }
            return task.GetAwaiter().GetResult();
        });
    }

    private static Rows Picture(RunBoard board, IEnumerable<string> recent)
    {
        var done = board.Done + board.Failures;
        var rows = new List<IRenderable>();
        rows.AddRange(recent.Select(line => new Text(line, new Style(line.Contains("FAILED", StringComparison.Ordinal) ? Color.Red : Color.Grey)).Ellipsis()));
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("worker", "what", "how far").Expand();
        foreach (var line in board.Workers)
            table.AddRow(new Text($"worker {line.Worker}", new Style(Color.Blue)), new Text(line.What).Ellipsis(), new Text(HowFar(line)));
        rows.Add(table);
        rows.Add(new BreakdownChart().HideTags().AddItem("done", board.Done, Color.Green).AddItem("failed", board.Failures, Color.Red)
            .AddItem("to do", board.Total - done, Color.Grey23));
        var failed = board.Failures > 0 ? $", [red]{board.Failures} failed[/]" : "";
        rows.Add(new Markup($"[bold]{done}[/] of {board.Total} cells{failed} · {Durations.Words(board.Elapsed)}{Left(board)} · Ctrl-C stops cleanly"));
        return new Rows(rows);
    }

    private static string Left(RunBoard board) => board.Left is { } left ? $", about {Durations.Words(left)} left" : "";

    private static string HowFar(RunBoard.WorkerLine line) => line.Progress switch
    {
        null => "",
        { Epochs: > 0 } p => $"{p.Phase} epoch {p.Epoch}/{p.Epochs}, step {p.Step}/{p.Steps}",
        var p => p.Phase,
    };
}
