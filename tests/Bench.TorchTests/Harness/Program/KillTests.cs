using System.Diagnostics;
using Bench.Core;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Program;

/// <summary>
/// Kills the real processes of a sweep over real data, coordinator and workers, by SIGKILL and SIGTERM, at moments that
/// include start, training, the writing and renaming of checkpoints, and commits; the database must end up with the numbers of
/// an uninterrupted run. A sweep that is finished before it has been killed often enough is followed by another one.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 54;

    private const string Sweep = """
        experiments:
          - datasets: [digits]
            models: [lenet-300-100]
            strategies: [global-magnitude, layer-gradient]
            compressions: [1, 2, 8]
            seeds: [1, 2]
            pretraining: {recipe: quick-train, epochs: 12}
            retraining: {recipe: quick-tune, epochs: 15}
        """;

    // Where the moment does not come (a run may wait for another process), it is killed all the same, but that does not count.
    private static readonly TimeSpan MomentLimit = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<(Moment Moment, bool Worker, int Signal), int> done = [];
    private readonly SeededStream random = SeededStream.For(1, "kill test");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_sweep_that_is_killed_at_any_moment_ends_with_the_numbers_of_an_uninterrupted_one()
    {
        Signals.SkipUnlessLinux();
        var expected = Finish("expected");
        Assert.Equal(10, expected.Count(line => line.StartsWith("result:", StringComparison.Ordinal)));

        for (var sweep = 1; done.Values.Sum() < Kills; sweep++)
        {
            KillUntilFinished($"killed-{sweep}");
            Assert.Equal(expected, Finish($"killed-{sweep}"));
        }
        foreach (var moment in Enum.GetValues<Moment>()) Assert.True(done.Where(d => d.Key.Moment == moment).Sum(d => d.Value) >= 3, $"{moment} was met too seldom");
        foreach (var signal in new[] { Signals.Kill, Signals.Terminate })
            foreach (var worker in new[] { true, false })
                Assert.True(done.Where(d => (d.Key.Worker, d.Key.Signal) == (worker, signal)).Sum(d => d.Value) >= 5);
    }

    private void KillUntilFinished(string name)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
        using var watch = new MomentWatch(path);
        while (done.Values.Sum() < Kills)
        {
            using var run = Start(name);
            while (done.Values.Sum() < Kills && !run.HasExited)
            {
                var (round, place) = Math.DivRem(done.Values.Sum(), Enum.GetValues<Moment>().Length);
                var moment = Enum.GetValues<Moment>()[place];
                // In turn: were they drawn, also anew for each moment that is missed, chance would decide how often each comes.
                var worker = moment == Moment.WorkerStart || (moment is not Moment.Start and not Moment.Commit && (round / 2 + place) % 2 == 0);
                var signal = (round + place) % 2 == 0 ? Signals.Kill : Signals.Terminate;
                if (!Await(moment, run, watch) || !Send(run, worker, signal)) continue;
                done[(moment, worker, signal)] = done.GetValueOrDefault((moment, worker, signal)) + 1;
                output.WriteLine($"{moment}: signal {signal} to {(worker ? "a worker" : "the coordinator")}");
                if (!worker) run.Wait();
            }
            if (run.HasExited && AssertEnded(run) == 0) return;
        }
    }

    private bool Await(Moment moment, BenchRun run, MomentWatch watch)
    {
        switch (moment)
        {
            case Moment.Start:
                Thread.Sleep(random.NextInt(600));
                return true;
            case Moment.WorkerStart:
                var clock = Stopwatch.StartNew();
                var before = run.Workers;
                while (!run.Workers.Except(before).Any())
                {
                    if (run.HasExited || clock.Elapsed > MomentLimit) return false;
                    Thread.Yield();
                }
                return true;
            case Moment.Training:
                if (!watch.WaitFor(Moment.CheckpointRename, MomentLimit, () => run.HasExited)) return false;
                Thread.Sleep(random.NextInt(100));
                return true;
            default:
                return watch.WaitFor(moment, MomentLimit, () => run.HasExited);
        }
    }

    private bool Send(BenchRun run, bool worker, int signal)
    {
        if (!worker) return run.Send(signal);
        var workers = run.Workers;
        return workers.Count > 0 && Signals.Send(workers[random.NextInt(workers.Count)], signal);
    }

    // Killed, stopped (or ended by SIGTERM before it listened), or finished: never failed.
    private static int AssertEnded(BenchRun run)
    {
        var code = run.Wait();
        Assert.True(code is 0 or 75 or 128 + Signals.Kill or 128 + Signals.Terminate, $"exit code {code}: {run.Output}");
        return code;
    }

    private IReadOnlyList<string> Finish(string name)
    {
        using (var run = Start(name))
            Assert.True(run.Wait() == 0, run.Output);
        var database = Path.Combine(folder.Path, name, "bench.db");
        StoredNumbers.AssertSound(database);
        return StoredNumbers.Of(database);
    }

    private BenchRun Start(string name)
    {
        folder.File($"{name}/kill.yaml", Sweep);
        return new BenchRun(
            Path.Combine(folder.Path, name), ["run", "kill.yaml", "--db", "bench.db", "--workers", "2", "--attempts", "1000", "--checkpoint-every", "0.05"]);
    }
}
