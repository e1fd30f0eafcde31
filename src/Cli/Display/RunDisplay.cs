using System.Collections.Concurrent;
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
        board.Said += said => Write(said.Line);
        using var stopping = board.Stop.Register(() => Write(Stopping));
        return work();

        void Write(string line)
        {
            var now = board.Snapshot();
            lock (gate) Console.WriteLine($"{time.GetLocalNow():yyyy-MM-dd HH:mm:ss} [{now.Done}/{now.Total}{now.LeftInWords}] {line}");
        }
    }

    private const string Stopping = "stopping: waiting for workers to write where they are (Ctrl-C once more: at once)";

    private static T Live<T>(RunBoard board, Func<T> work)
    {
        var said = new ConcurrentQueue<RunEvent>();
        var recent = new Queue<string>();
        board.Said += said.Enqueue;
        return AnsiConsole.Live(Text.Empty).AutoClear(true).Start(context =>
        {
            var task = Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
            for (var ended = false; !ended;)
            {
                ended = ((IAsyncResult)task).AsyncWaitHandle.WaitOne(250);
                while (said.TryDequeue(out var next))
                    if (next.IsFailure) AnsiConsole.Write(new Text($"{next.Line}\n", Color.Red)); // stays above the live part
                    else recent.Enqueue(next.Line);
                while (recent.Count > LinesKept) recent.Dequeue();
                context.UpdateTarget(Picture(board.Snapshot(), recent, AnsiConsole.Profile.Width - 3)); // room for the terminal's ^C
            }
            return task.GetAwaiter().GetResult();
        });
    }

    // Every line is cut to the width: wrapped ones would make the picture jump.
    private static Rows Picture(RunSnapshot run, IEnumerable<string> recent, int width)
    {
        var rows = new List<IRenderable>();
        rows.AddRange(recent.Select(line => new Text(Words.Cut(line, width), Color.Grey)));
        foreach (var worker in run.Workers)
        {
            var howFar = $"  {worker.HowFar(run.Taken)}";
            rows.Add(new Text(Words.Cut($"worker {worker.Worker}  {worker.What}", Math.Max(24, width - howFar.Length)) + howFar, Color.Blue));
        }
        rows.Add(new BreakdownChart().HideTags().AddItem("finished", run.Finished, Color.Green).AddItem("failed", run.Failed, Color.Red)
            .AddItem("to do", run.Total - run.Done, Color.Grey23));
        var failed = run.Failed > 0 ? $", {run.Failed} failed" : "";
        rows.Add(new Text(Words.Cut($"{run.Done} of {Words.Count(run.Total, "cell")}{failed} · {run.Pace}", width), new Style(decoration: Decoration.Bold)));
        rows.Add(new Text(Words.Cut(run.Stopping ? Stopping : "Ctrl-C stops cleanly; the same command goes on", width), Color.Grey));
        return new Rows(rows);
    }
}
