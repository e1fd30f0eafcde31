using Bench.Cli.Display;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Harness.Sensitivity;
using Bench.Results;
using Bench.Sweeps;
using Spectre.Console;

namespace Bench.Cli.Sensitivity;

/// <summary>Shows how far scans are: in a terminal a bar that stays in its place, elsewhere a line for each layer; what is said goes into the log too.</summary>
internal sealed class ScanBoard(int cuts, TextWriter output, RunLog log, TimeProvider time) : IRunObserver, IScanObserver
{
    private const string Stopping = "stopping: what is measured is written down (Ctrl-C once more: at once)";

    private readonly Lock gate = new();
    private readonly Queue<Text> said = [];
    private readonly bool isLive = output == Console.Out && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Interactive: true, Ansi: true };
    private string now = "starting";
    private int measured;
    private int failed;

    /// <summary>Does the work and shows it meanwhile.</summary>
    public T Show<T>(Func<T> work, CancellationToken stop)
    {
        using var stopping = stop.Register(() => Say(Stopping));
        if (!isLive) return work();
        using var picture = new LivePicture();
        var task = Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
        for (var ended = false; !ended;)
        {
            ended = ((IAsyncResult)task).AsyncWaitHandle.WaitOne(250);
            lock (gate)
            {
                picture.Show([.. said], Picture(AnsiConsole.Profile.Width - 3));
                said.Clear();
            }
        }
        return task.GetAwaiter().GetResult();
    }

    public void Started(int worker, CellSpec cell, bool pretraining) => Now($"pretraining {NameOf(cell)}");

    public void Progressed(int worker, WorkerProgress progress) { }

    public void Finished(int worker, CellSpec cell, CellResult result) { }

    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached)
    {
        if (!cached) Say($"pretrained {NameOf(cell)}");
    }

    public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again) => Say($"pretraining {NameOf(cell)} failed{(again ? " and is tried again" : "")}: {reason}", isFailure: true);

    public void Started(int worker, PlannedCut cut) => Now(NameOf(cut));

    public void Measured(int worker, PlannedCut cut, SensitivityRecord found)
    {
        lock (gate) measured++;
        Say($"{NameOf(cut)}: {100.0 * found.Correct / found.Total:0.00} %");
    }

    public void Failed(int worker, PlannedCut cut, string reason, bool again)
    {
        if (!again)
            lock (gate) failed++;
        Say($"{NameOf(cut)} failed{(again ? " and is tried again" : "")}: {reason}", isFailure: true);
    }

    private static string NameOf(CellSpec cell) => $"{cell.Dataset.Name} {cell.Model} seed {cell.Seed}";

    private static string NameOf(PlannedCut cut) => $"{NameOf(cut.Scan.Spec)} {cut.Scan.Rule.Cut.Criterion} " + (cut.Layer is null ? "uncut" : FormattableString.Invariant($"{cut.Layer} to {cut.Density}"));

    private void Now(string text)
    {
        lock (gate) now = text;
    }

    private void Say(string line, bool isFailure = false)
    {
        log.Add(line);
        lock (gate)
            if (isLive) said.Enqueue(new Text($"{LocalTime.In(time.GetUtcNow(), time):HH:mm:ss} {line}\n", isFailure ? Color.Red : Color.Default));
            else output.WriteLine($"{LocalTime.Text(time.GetUtcNow(), time)} [{measured + failed}/{cuts}] {line}");
    }

    private List<Paragraph> Picture(int width)
    {
        const string brackets = "[]  100 %";
        var bar = ProgressBar.Of(measured, failed, cuts, Math.Max(1, width - brackets.Length), AnsiConsole.Profile.Capabilities.Unicode);
        return
        [
            new Paragraph(Words.Cut(now, width), Color.Blue),
            new Paragraph().Append("[").Append(bar.Finished, Color.Green).Append(bar.Failed, Color.Red).Append(bar.Left, Color.Grey).Append($"] {100L * (measured + failed) / Math.Max(1, cuts),4} %"),
            new Paragraph(Words.Cut("Ctrl-C stops cleanly; the same command goes on", width), Color.Grey),
        ];
    }
}
