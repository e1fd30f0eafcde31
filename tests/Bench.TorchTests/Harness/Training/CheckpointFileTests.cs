using Bench.Harness.Training;
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
