using Bench.Analysis.Published;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>Which results a report is about.</summary>
/// <param name="Sweep">One sweep; null for the whole database.</param>
/// <param name="Filter">Conditions on its results.</param>
/// <param name="AllowMixed">Whether what cannot be compared may stand side by side.</param>
public sealed record ReportChoice(string? Sweep, RowFilter Filter, bool AllowMixed)
{
    /// <summary>Figures that a sweep asks for; every other kind is drawn as it is by default.</summary>
    public IReadOnlyList<(FigureKind Kind, FigureChoice Choice)> Figures { get; init; } = [];

    /// <summary>What others have published; read where a figure asks for it.</summary>
    public Func<PublishedPoints> Published { get; init; } = () => PublishedPoints.None;
}

/// <summary>Writes reports.</summary>
public static class ReportWriter
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "report.html";

    /// <summary>
    /// Reads a database as it is at one moment, also while a sweep goes on, and writes one HTML file that needs no other and no network. The same content gives the
    /// same bytes.
    /// </summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="UserError">The sweep is not there, there is no cell, or what is chosen cannot be compared.</exception>
    public static string Write(ResultReader reader, ReportChoice choice, string folder)
    {
        var content = reader.AtOnce(() => ReportSource.Read(reader, choice));
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // of many cells much was read that is not kept, and the figures need room
        var path = Path.Combine(folder, FileName);
        DurableFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            foreach (var piece in ReportPage.Of(content)) writer.Write(piece.ToString());
        });
        return path;
    }
}
