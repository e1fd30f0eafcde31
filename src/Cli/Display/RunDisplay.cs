using System.Collections.Concurrent;
using Bench.Core;
using Spectre.Console;

namespace Bench.Cli.Display;

/// <summary>
/// Shows a run: what is finished as lines with times, which stay, and in a terminal, below them, what is under way. All lines go into
/// the log too.
/// </summary>
internal static class RunDisplay
{
    private const string Stopping = "stopping: workers write down where they are (Ctrl-C once more: at once)";

    // Beside the lines of workers: the bar, how far, and what Ctrl-C does.
    private const int OtherLines = 4;

    /// <summary>Runs <paramref name="work"/> and shows the board meanwhile.</summary>
    public static T Show<T>(RunBoard board, RunLog log, TimeProvider time, Func<T> work)
    {
        board.Said += said => log.Add(said.Line);
        using var stopping = board.Stop.Register(() => log.Add("stopping"));
        return !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Interactive: true, Ansi: true } ? Live(board, time, work) : Plain(board, time, work);
    }

    private static T Plain<T>(RunBoard board, TimeProvider time, Func<T> work)
    {
        var gate = new Lock();
        board.Said += said => Write(said.Line);
        using var stopping = board.Stop.Register(() => Write(Stopping));
        return work();

        void Write(string line)
        {
            var now = board.Snapshot();
            lock (gate) Console.WriteLine($"{LocalTime.Text(time.GetUtcNow(), time)} [{now.StepsDone}/{now.Steps}{now.LeftInWords}] {line}");
        }
    }

    private static T Live<T>(RunBoard board, TimeProvider time, Func<T> work)
    {
        var said = new ConcurrentQueue<(DateTimeOffset When, RunEvent What)>();
        board.Said += what => said.Enqueue((time.GetUtcNow(), what));
        using var picture = new LivePicture();
        var task = Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
        for (var ended = false; !ended;)
        {
            ended = ((IAsyncResult)task).AsyncWaitHandle.WaitOne(250);
            var lines = new List<Text>();
            while (said.TryDequeue(out var next))
                lines.Add(new Text($"{LocalTime.In(next.When, time):HH:mm:ss} {next.What.Line}\n", next.What.IsFailure ? Color.Red : Color.Default));
            picture.Show(lines, Picture(board.Snapshot(), AnsiConsole.Profile.Width - 3, AnsiConsole.Profile.Height)); // room for the terminal's ^C
        }
        return task.GetAwaiter().GetResult();
    }

    // Every line is cut to the width: wrapped ones would make the picture jump.
    private static List<Paragraph> Picture(RunSnapshot run, int width, int height)
    {
        var rows = new List<Paragraph>();
        var shown = run.Workers.Count + OtherLines <= height ? run.Workers.Count : Math.Max(0, height - OtherLines - 1);
        foreach (var worker in run.Workers.Take(shown))
        {
            var howFar = $"  {worker.HowFar(run.Taken)}";
            rows.Add(new Paragraph(Words.Cut(Words.Cut($"worker {worker.Worker}  {worker.What}", Math.Max(24, width - howFar.Length)) + howFar, width), Color.Blue));
        }
        if (shown < run.Workers.Count) rows.Add(new Paragraph($"and {Words.Count(run.Workers.Count - shown, "more worker")}", Color.Blue));
        rows.Add(Bar(run, width));
        rows.Add(new Paragraph(run.Line(width), new Style(decoration: Decoration.Bold)));
        rows.Add(new Paragraph(Words.Cut(run.Stopping ? Stopping : "Ctrl-C stops cleanly; the same command goes on", width), Color.Grey));
        return rows;
    }

    private static Paragraph Bar(RunSnapshot run, int width)
    {
        const string brackets = "[]  100 %";
        var bar = ProgressBar.Of(run.Finished + run.LatenciesDone, run.Failed, run.Steps, Math.Max(1, width - brackets.Length), AnsiConsole.Profile.Capabilities.Unicode);
        return new Paragraph().Append("[").Append(bar.Finished, Color.Green).Append(bar.Failed, Color.Red).Append(bar.Left, Color.Grey)
            .Append($"] {100L * run.StepsDone / Math.Max(1, run.Steps),4} %");
    }
}
