using Bench.Core;
using Bench.Launching;

namespace Bench.Tests.Launching;

public sealed class SubmissionLockTests : IDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("bench-");

    [Fact]
    public void Of_two_that_submit_from_one_folder_at_once_the_second_is_refused_until_the_first_has_ended()
    {
        var folder = new SweepFolder(Path.Combine(temporary.FullName, "new", "core.cluster"));
        using (SubmissionLock.Acquire(folder))
            Assert.StartsWith($"another process is submitting from {folder.Path}: ", Assert.Throws<UserError>(() => SubmissionLock.Acquire(folder)).Message, StringComparison.Ordinal);
        SubmissionLock.Acquire(folder).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(temporary.FullName)); // as a submission that is refused leaves nothing
        Directory.CreateDirectory(folder.Path);
        SubmissionLock.Acquire(folder).Dispose();
        Assert.True(File.Exists(folder.Path + ".lock"));
    }

    public void Dispose() => temporary.Delete(recursive: true);
}
