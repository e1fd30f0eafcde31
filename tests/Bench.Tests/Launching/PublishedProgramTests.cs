using System.Diagnostics;
using Bench.Core;
using Bench.Launching;
using Bench.Tests.Cli;

namespace Bench.Tests.Launching;

public sealed class PublishedProgramTests : IDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("bench ü ");

    public void Dispose() => temporary.Delete(recursive: true);

    [Fact]
    public async Task A_copy_runs_with_an_empty_environment_and_is_the_same_build()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("copies are made on Linux and macOS");
        using var bench = new BenchProgram();
        var said = await bench.Run("publish", "a copy");
        Assert.Equal((0, ""), (said.ExitCode, string.Join('\n', said.Errors)));
        var copy = Path.Combine(bench.Folder, "a copy", "bench");
        Assert.Contains(copy, said.Output, StringComparison.Ordinal);

        var start = new ProcessStartInfo(copy, ["list", "models"]) { RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        using var process = Process.Start(start)!;
        var listed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, (await bench.Run("list", "models")).Output), (process.ExitCode, listed));

        Assert.Equal(said.Output, (await bench.Run("publish", "a copy")).Output); // it stays
        Assert.Equal(["a copy"], Directory.GetFileSystemEntries(bench.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_copy_can_be_copied_and_one_of_another_build_is_none()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("copies are made on Linux and macOS");
        var program = temporary.CreateSubdirectory("program").FullName;
        File.Copy(typeof(UserError).Assembly.Location, Path.Combine(program, "Bench.Harness.dll"));
        var build = $"0.1.0/{typeof(UserError).Module.ModuleVersionId:N}";
        var (first, second) = (Path.Combine(temporary.FullName, "first"), Path.Combine(temporary.FullName, "second"));
        ProgramCopy.Write(program, first, build);
        ProgramCopy.Write(first, second, build);
        string[] FilesOf(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
        Assert.Equal(FilesOf(first), FilesOf(second));
        Assert.Contains("dotnet/dotnet", FilesOf(second));
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(Path.Combine(second, "bench")).HasFlag(UnixFileMode.OtherExecute));
        Assert.Equal($"the program in '{program}' was built anew while it ran: start it again",
            Assert.Throws<UserError>(() => ProgramCopy.Write(program, Path.Combine(temporary.FullName, "third"), "0.1.0/00000000000000000000000000000000")).Message);
    }

    [Fact]
    public void Nothing_else_is_written_over()
    {
        var folder = temporary.CreateSubdirectory("x").FullName;
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "mine");
        Assert.Equal($"'{folder}' has other files in it: choose a new folder, or an empty one", Refusal(folder));
        Assert.Equal($"'{Path.Combine(folder, "mine.txt")}' is a file, where a folder is needed", Refusal(Path.Combine(folder, "mine.txt")));
        File.WriteAllText(Path.Combine(folder, "published.json"), """{"build":"old","product":"p"}""");
        Assert.Equal($"'{folder}' has another build of bench (old) than this one (new): choose another folder, or remove that one", Refusal(folder));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "mine.txt")));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder).Length);

        static string Refusal(string folder) => Assert.Throws<UserError>(() => PublishedProgram.Make(folder, "new", "p")).Message;
    }
}
