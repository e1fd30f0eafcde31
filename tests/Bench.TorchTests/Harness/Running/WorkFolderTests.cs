using Bench.Harness.Running;
using Bench.TorchTests.Datasets;

namespace Bench.TorchTests.Harness.Running;

public sealed class WorkFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_killed_processes_left_goes_and_what_is_needed_stays()
    {
        folder.File("checkpoints/finished.1.safetensors", "");
        folder.File("checkpoints/pretrained.1.safetensors", "");
        folder.File("checkpoints/interrupted.1.safetensors", "");
        folder.File("checkpoints/.interrupted.1.safetensors.0123.tmp", "");
        folder.File("pretrained/pretrained.safetensors", "");
        folder.File("pretrained/.other.safetensors.4567.tmp", "");
        folder.File("logs/worker-1.log", "");

        new WorkFolder(folder.Path).Tidy(() => new HashSet<string> { "finished", "elsewhere" });

        Assert.Equal(["checkpoints/interrupted.1.safetensors", "logs/worker-1.log", "pretrained/pretrained.safetensors"], folder.Files);
    }

    [Theory, InlineData("/r/bench.db", "/r/bench.work"), InlineData("/r/bench.sqlite", "/r/bench.sqlite.work"), InlineData("/r/part.1", "/r/part.1.work"), InlineData("/r/part", "/r/part.work")]
    public void No_two_databases_share_one(string database, string path) => Assert.Equal(path, WorkFolder.Of(database).Path);

    [Fact]
    public void A_folder_that_is_not_there_yet_is_tidy() =>
        new WorkFolder(Path.Combine(folder.Path, "none")).Tidy(() => throw new InvalidOperationException("nobody asks"));
}
