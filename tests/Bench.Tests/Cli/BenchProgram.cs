using System.Diagnostics;
using System.Reflection;

namespace Bench.Tests.Cli;

/// <summary>Runs the built program in a folder of its own, which is removed at the end.</summary>
internal sealed class BenchProgram : IDisposable
{
    /// <summary>The program's assembly.</summary>
    public static string Library { get; } =
        typeof(BenchProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BenchProgram").Value!;

    /// <summary>The folder that the program runs in; its name has a space and a letter beyond ASCII.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bench ü ").FullName;

    /// <summary>Writes a file into the folder.</summary>
    public void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);

    /// <summary>Runs a command to its end.</summary>
    public Task<Answer> Run(params string[] arguments) => RunWith(new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command to its end with more in its environment.</summary>
    public async Task<Answer> RunWith(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Library, .. arguments])
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment.Remove("BENCH_DATA");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Answer(process.ExitCode, await output, (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => TestFolders.Remove(Folder);
}

/// <summary>What the program has answered.</summary>
internal sealed record Answer(int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    /// <summary>Asserts that the answer is a user's mistake, told in so many lines and without a stack trace.</summary>
    public void IsMistake(params string[] lines)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal(lines.Length, Errors.Count);
        foreach (var (part, line) in lines.Zip(Errors))
        {
            Assert.StartsWith("bench: ", line, StringComparison.Ordinal);
            Assert.Contains(part, line, StringComparison.Ordinal);
        }
    }
}
