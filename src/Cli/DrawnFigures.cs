using Bench.Core;
using Bench.Harness.Running;
using Bench.Results;

namespace Bench.Cli;

/// <summary>
/// Remembers, beside the database, of which results a run has drawn a sweep's figures, so that a run that finds everything done need not
/// read all results and draw the same again.
/// </summary>
internal sealed class DrawnFigures(string database, string sweep, string folder)
{
    private readonly string memory = WorkFolder.Of(database).Figures(sweep);

    /// <summary>The figures that are there, where they show the results of now and were drawn by this build; else null.</summary>
    public IReadOnlyList<string>? Current()
    {
        if (!File.Exists(memory)) return null;
        var lines = File.ReadAllLines(memory);
        return lines.Length > 1 && lines[0] == Key() && lines.Skip(1).All(File.Exists) ? lines[1..] : null;
    }

    /// <summary>Says which figures were drawn of the results of now.</summary>
    public void Remember(IReadOnlyList<string> figures) => DurableFile.Write(memory, string.Join('\n', figures.Prepend(Key())));

    private string Key()
    {
        using var reader = ResultReader.Open(database);
        return $"{HostEnvironment.Build} {Path.GetFullPath(folder)} {reader.StateOf(sweep)}";
    }
}
