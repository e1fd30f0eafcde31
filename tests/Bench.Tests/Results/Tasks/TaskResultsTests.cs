using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results.Tasks;

public sealed class TaskResultsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-task-");

    public void Dispose() => folder.Delete(recursive: true);

    private string Results => Path.Combine(folder.FullName, "results");

    private string Scratch => Path.Combine(folder.FullName, "scratch");

    private TaskResults Open(string attempt = "000017.20260301T2000000000000-12_17-0-host-1", TaskPlace? place = null) =>
        TaskResults.Open(Results, attempt, Scratch, new TemporaryDatabase.StoppedClock(), place);

    private List<TaskRecord> Read(string file, out List<string> damaged)
    {
        var lines = damaged = [];
        return [.. TaskResultsFile.Read(Path.Combine(Results, file), lines.Add)];
    }

    private static CellLatencies Latencies(string identity, bool noisy = false) => new()
    {
        Identity = identity, Environment = Machine,
        Networks = [new() { Network = "dense", Batch = 1, HandedOn = true, Median = 0.001, LowerQuartile = 0.0009, UpperQuartile = 0.0011, Repetitions = 9, Load = null, Noisy = noisy }],
    };

    [Fact]
    public void What_is_saved_is_published_at_once_and_read_as_it_was()
    {
        var cell = Cell("random", 2, 0);
        var result = Result(cell) with { Epochs = [Epoch(1, double.NaN, Math.BitIncrement(0.1)), Epoch(2, double.PositiveInfinity, double.Epsilon)] };
        using var results = Open(place: new("n1", "12_17", 2));

        Assert.True(results.SavePretraining(Pretraining(0)));
        Assert.True(results.Save(result, Attempt(cell.Identity)));
        results.SaveFailure(Attempt("random/4/0", "failed", "NaN loss in epoch 3"));
        results.Save(Latencies(cell.Identity));

        var read = Read(Assert.Single(Directory.GetFiles(Results)), out var damaged);
        Assert.Empty(damaged);
        Assert.Equivalent(Pretraining(0), read[0].Pretraining, strict: true);
        Assert.Equivalent(result, read[1].Result, strict: true);
        Assert.Equal(result.Epochs, read[1].Result!.Epochs); // to the last bit
        Assert.Equal(Attempt(cell.Identity) with { Node = "n1", Job = "12_17", Requeues = 2 }, read[1].Attempt);
        Assert.Equal(Attempt("random/4/0", "failed", "NaN loss in epoch 3") with { Node = "n1", Job = "12_17", Requeues = 2 }, read[2].Failure);
        Assert.Equivalent(Latencies(cell.Identity), read[3].Latencies, strict: true);
        Assert.Equal(Evening, read[3].Measured);
        Assert.Equal(4, read.Count);
    }

    [Fact]
    public void Nothing_but_whole_files_is_ever_in_the_shared_folder_and_nothing_stays_on_the_node()
    {
        using (var results = Open())
        {
            Assert.Empty(Directory.GetFiles(Results));
            for (var seed = 0; seed < 3; seed++)
            {
                results.Save(Result(Cell("random", 2, seed)), Attempt($"random/2/{seed}"));
                Assert.Equal(seed + 1, Read(Assert.Single(Directory.GetFiles(Results)), out _).Count);
            }
        }
        Assert.Empty(Directory.GetFiles(Scratch));
        Assert.Equal([Results + "/000017.20260301T2000000000000-12_17-0-host-1.jsonl"], TaskResultsFile.In(Results));
    }

    [Fact]
    public void A_next_attempt_knows_what_all_attempts_at_its_task_have_published_and_no_other_task()
    {
        var (cell, other) = (Cell("random", 2, 0), Cell("random", 2, 1));
        using var slow = Open("000017.a");
        using (var task = Open("000018.a")) task.Save(Result(other), Attempt(other.Identity));
        slow.SavePretraining(Pretraining(0));
        slow.Save(Result(cell), Attempt(cell.Identity));
        slow.SaveFailure(Attempt(other.Identity, "died", "killed by signal 9"));
        slow.Save(Latencies(cell.Identity, noisy: true));

        using var next = Open("000017.b");
        Assert.Equal([cell.Identity], next.FinishedIdentities());
        Assert.Equal(["pretraining/0"], next.PretrainingIdentities());
        Assert.Equal((1, 0), (next.MeasuredIdentities().Count, next.MeasuredIdentities(quiet: true).Count));
        Assert.Equal((1, 0), (next.FailedAttempts(other.Identity), next.FailedAttempts(cell.Identity)));
        Assert.False(next.Save(Result(cell, correct: 1), Attempt(cell.Identity)));
        Assert.False(next.SavePretraining(Pretraining(0)));
        Assert.Equal([("conv1", 0.6), ("fc1", 1_700 / 14_500.0)], next.ShapeOf(cell.Identity).Densities.Select(d => (d.Key, d.Value)));
        next.Save(Result(other), Attempt(other.Identity)); // while the slow one is still at it
        slow.Save(Result(other), Attempt(other.Identity, minute: 1));
        Assert.Equal(["000017.a.jsonl", "000017.b.jsonl", "000018.a.jsonl"], TaskResultsFile.In(Results).Select(Path.GetFileName));
    }

    [Fact]
    public void A_long_file_is_left_and_a_next_one_begun()
    {
        var layers = Enumerable.Range(0, 1_500).Select(i => Result(Cell("random", 2, 0)).Layers[0] with { Index = i }).ToList(); // some 300 kB a result
        using (var results = Open("000017.a"))
            for (var seed = 0; seed < 9; seed++) results.Save(Result(Cell("random", 2, seed)) with { Layers = layers }, Attempt($"random/2/{seed}"));
        var files = TaskResultsFile.OfTask(Results, "000017");
        Assert.True(files.Count is > 1 and < 9, $"{files.Count} files");
        Assert.Equal(9, files.Sum(file => Read(file, out _).Count));
        using var next = Open("000017.b");
        Assert.Equal(9, next.FinishedIdentities().Count);
    }

    [Fact]
    public void A_damaged_file_is_told_in_one_line_and_its_sound_lines_are_taken()
    {
        using (var results = Open("000017.a"))
            for (var seed = 0; seed < 4; seed++) results.Save(Result(Cell("random", 2, seed)), Attempt($"random/2/{seed}"));
        var file = Path.Combine(Results, "000017.a.jsonl");
        var lines = File.ReadAllLines(file);
        File.WriteAllLines(file, [lines[0], lines[1][..200], "{}", lines[2], lines[3].Replace("\"attempt\":", "\"attempted\":", StringComparison.Ordinal)]);

        Assert.Equal(["random/2/0", "random/2/2"], Read(file, out var damaged).Select(r => r.Result!.Identity));
        Assert.Equal([$"results file {file} is damaged at line 2, 3, 5: the other 2 lines are taken"], damaged);

        File.WriteAllBytes(file, [0, 1, 0xff, 0xfe]);
        Assert.Empty(Read(file, out damaged));
        Assert.Equal([$"results file {file} is damaged at line 1 (no text): nothing of it is taken"], damaged);
        File.WriteAllText(file, "");
        Assert.Empty(Read(file, out damaged));
        Assert.Equal([$"results file {file} is empty"], damaged);
        Assert.Empty(Read("nothing.jsonl", out damaged));
        Assert.Equal([$"results file {Path.Combine(Results, "nothing.jsonl")} cannot be read: it does not exist"], damaged);
        using var next = Open("000017.b");
        Assert.Equal([$"results file {file} is empty"], next.Damaged);
    }

    [Fact]
    public void A_file_that_is_replaced_while_it_is_read_is_read_anew()
    {
        using (var results = Open("000017.a"))
            for (var seed = 0; seed < 3; seed++) results.Save(Result(Cell("random", 2, seed)), Attempt($"random/2/{seed}"));
        var file = Path.Combine(Results, "000017.a.jsonl");
        var (times, damaged) = (0, new List<string>());
        List<TaskRecord> Opened(Func<string, Stream> open) => [.. TaskResultsFile.Read(file, damaged.Add, open)];

        Assert.Equal(3, Opened(path => ++times < 3 ? new BrokenStream(File.ReadAllBytes(path)[..200], 116) : File.OpenRead(path)).Count);
        Assert.Equal((3, 0), (times, damaged.Count));
        Assert.Equal(2, Opened(path => new BrokenStream(File.ReadAllBytes(path)[..^10], 5)).Count); // a disk that fails for good
        Assert.Equal([$"results file {file} is damaged at line 3 (the disk reports an error): the other 2 lines are taken"], damaged);
        Assert.Empty(Opened(_ => new BrokenStream([], 116)));
        Assert.Equal($"results file {file} cannot be read: the system reports error 116", damaged[^1]);
    }

    [Fact]
    public void A_file_that_could_not_be_published_once_is_whole_the_next_time()
    {
        using var results = Open("000017.a");
        results.SaveFailure(Attempt("random/4/0", "failed", new string('x', 300_000)));
        var publish = results.Publish;
        results.Publish = (_, write) =>
        {
            using var full = new FullDisk();
            write(full);
        };
        Assert.Contains("000017.a.jsonl cannot be written: the disk is full", Assert.Throws<UserError>(() => results.SaveFailure(Attempt("random/4/1", "failed", "NaN loss"))).Message, StringComparison.Ordinal);
        results.Publish = publish;
        results.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0"));

        var read = Read("000017.a.jsonl", out var damaged);
        Assert.Empty(damaged);
        Assert.Equal(["random/4/0", "random/4/1", "random/2/0"], read.Select(r => r.Failure?.Identity ?? r.Result!.Identity));
    }

    // What it holds can be read, then comes an error.
    private sealed class BrokenStream(byte[] content, int error) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => Position < Length ? base.Read(buffer, offset, count) : throw new IOException("broken", error);

        public override void CopyTo(Stream destination, int bufferSize)
        {
            var buffer = new byte[64];
            while (true) destination.Write(buffer, 0, Read(buffer, 0, buffer.Length));
        }
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("full", 28);
    }

    [Fact]
    public void Two_attempts_never_have_one_name_and_a_folder_that_cannot_be_written_is_one_line()
    {
        using var results = Open("000017.a");
        Assert.Equal($"results file {Path.Combine(Scratch, "000017.a.jsonl")} cannot be made: there is a file of that name already", Assert.Throws<UserError>(() => Open("000017.a")).Message);
        Directory.Delete(Results);
        File.WriteAllText(Results, "a file in its place");
        Assert.StartsWith($"results file {Path.Combine(Results, "000017.a.jsonl")} cannot be written: ", Assert.Throws<UserError>(() => results.SavePretraining(Pretraining(0))).Message, StringComparison.Ordinal);
    }
}
