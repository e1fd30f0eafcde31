using Bench.Harness.Training;
using Bench.Tensors;
using Bench.TorchTests.Datasets;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_attempt_goes_on_from_the_one_before_and_its_first_checkpoint_replaces_that()
    {
        Write("1", "of the first");
        Assert.Equal("of the first", Read("2"));
        Write("2", "of the second");
        Assert.Equal(["run.2.safetensors"], folder.Files);
    }

    [Fact]
    public void An_attempt_that_was_given_up_but_still_writes_does_not_disturb_its_successor()
    {
        Write("2", "of the second");
        Write("1", "too late");
        Assert.Equal("of the second", Read("3"));
    }

    [Fact]
    public void Where_the_latest_is_damaged_the_one_before_it_serves()
    {
        Write("2", "of the second");
        Write("1", "of the first"); // too late, as above, but sound
        File.WriteAllText(Path.Combine(folder.Path, "run.2.safetensors"), "");
        Assert.Equal("of the first", Read("3"));
    }

    [Fact]
    public void Checkpoints_of_other_runs_are_let_alone()
    {
        Write("1", "other", run: "another");
        Write("2", "own");
        Assert.Equal("other", Read("3", run: "another"));
        Assert.Null(Read("3", run: "no"));
    }

    [Fact]
    public void A_checkpoint_that_goes_before_it_is_read_as_another_attempt_has_written_a_newer_one_is_looked_for_again()
    {
        Write("1", "of the first");
        var reading = new Queue<Action>([() => Write("2", "of the second"), () => Write("3", "of the third")]);
        var found = new CheckpointFile(folder.Path, "run", "4", TimeSpan.Zero, TimeProvider.System, Assert.Fail)
        {
            Reading = file =>
            {
                if (reading.TryDequeue(out var meanwhile)) meanwhile();
                return CheckedTensorFile.Read(file);
            },
        }.TryRead();
        Assert.Equal("of the third", found!.Value.Text);
        foreach (var tensor in found.Value.Tensors.Values) tensor.Dispose();
    }

    [Fact]
    public void A_handle_that_is_stale_as_another_machine_has_replaced_the_file_is_opened_again()
    {
        Write("1", "of the first");
        var tries = 0;
        var found = new CheckpointFile(folder.Path, "run", "2", TimeSpan.Zero, TimeProvider.System, Assert.Fail)
        {
            Reading = file => ++tries < 3 ? throw new IOException("Stale file handle", 116) : CheckedTensorFile.Read(file),
        }.TryRead();
        Assert.Equal(("of the first", 3), (found!.Value.Text, tries));
        foreach (var tensor in found.Value.Tensors.Values) tensor.Dispose();
    }

    [Fact]
    public void An_attempt_that_was_given_up_but_still_ends_the_run_leaves_its_successors_checkpoint()
    {
        Write("1", "of the first");
        Write("3", "of the third");
        Write("2", "of the second, which lives on");
        Assert.Equal(["run.2.safetensors", "run.3.safetensors"], folder.Files);
        CheckpointFile.Delete(folder.Path, "run", "2");
        Assert.Equal(["run.3.safetensors"], folder.Files);
        CheckpointFile.Delete(folder.Path, "run", "3");
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_damaged_checkpoint_stays_until_the_next_is_written_since_another_may_have_replaced_it_by_then()
    {
        Write("1", "of the first");
        var path = Path.Combine(folder.Path, "run.1.safetensors");
        var sound = File.ReadAllBytes(path);
        File.WriteAllBytes(path, sound[..^1]);
        Assert.Null(new CheckpointFile(folder.Path, "run", "2", TimeSpan.Zero, TimeProvider.System, _ => File.WriteAllBytes(path, sound)).TryRead());
        Assert.Equal("of the first", Read("2"));
        Write("2", "of the second");
        Assert.Equal(["run.2.safetensors"], folder.Files);
    }

    [Fact]
    public void A_file_that_is_replaced_while_it_is_read_is_read_as_it_was_or_as_it_is()
    {
        Write("1", "0");
        using var stop = new CancellationTokenSource();
        var writer = new Thread(() =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++) Write("1", $"{i}");
        })
        { IsBackground = true };
        writer.Start();
        try
        {
            for (var i = 0; i < 500; i++)
            {
                var found = new CheckpointFile(folder.Path, "run", "2", TimeSpan.Zero, TimeProvider.System, Assert.Fail).TryRead()!.Value;
                foreach (var tensor in found.Tensors.Values) tensor.Dispose();
            }
        }
        finally
        {
            stop.Cancel();
            writer.Join();
        }
    }

    private CheckpointFile Attempt(string name, string run) => new(folder.Path, run, name, TimeSpan.Zero, TimeProvider.System, _ => { });

    private void Write(string attempt, string text, string run = "run")
    {
        using var value = ones(3);
        Attempt(attempt, run).Write(new Dictionary<string, Tensor> { ["value"] = value }, text);
    }

    private string? Read(string attempt, string run = "run")
    {
        if (Attempt(attempt, run).TryRead() is not { } found) return null;
        foreach (var tensor in found.Tensors.Values) tensor.Dispose();
        return found.Text;
    }
}
