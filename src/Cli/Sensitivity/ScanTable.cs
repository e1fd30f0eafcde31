using System.Globalization;
using Bench.Results;

namespace Bench.Cli.Sensitivity;

/// <summary>What scans have found, as tables: for reading layers by densities, for other programs a row for each cut.</summary>
internal static class ScanTable
{
    private const string Columns =
        "dataset, model, seed, start, imported, protocol, precision, structure, criterion, split, samples, renewed_samples, position, layer, density, elements, kept, correct, total, top1, loss, dense_top1, dense_loss, change, loss_increase";

    public static void Write(TextWriter writer, ResultReader reader, IReadOnlyList<SensitivityRow> rows, IReadOnlyCollection<string> cuts, QueryFormat format)
    {
        if (format is QueryFormat.Csv or QueryFormat.Json)
        {
            // Identities are hexadecimal digits.
            QueryOutput.Write(writer, reader.Query($"SELECT {Columns} FROM v_sensitivity WHERE identity IN ({string.Join(", ", cuts.Select(c => $"'{c}'"))}) ORDER BY dataset, model, seed, scan, position, density DESC"), format);
            return;
        }
        foreach (var (index, panel) in rows.GroupBy(r => r.Panel).Index())
        {
            if (index > 0) writer.WriteLine();
            writer.WriteLine(format == QueryFormat.Markdown ? $"**{Title([.. panel])}**\n" : Title([.. panel]));
            QueryOutput.Write(writer, Matrix([.. panel]), format);
        }
    }

    private static string Title(IReadOnlyList<SensitivityRow> rows)
    {
        var first = rows[0];
        var seeds = rows.Select(r => r.Seed).Distinct().Count();
        return $"{first.Dataset} {first.Model}, {first.Criterion}, {(first.Structure == "channel" ? "channels of a group" : "weights of a layer")} cut alone: change of {first.Split} accuracy in points"
            + (first.RenewedSamples is null ? "" : ", norm statistics renewed") + (seeds == 1 ? $", seed {first.Seed}" : $", mean of {seeds} seeds");
    }

    private static QueryResult Matrix(IReadOnlyList<SensitivityRow> rows)
    {
        double[] densities = [.. rows.Select(r => r.Density).Distinct().OrderDescending()];
        return new(
            [rows[0].Structure == "channel" ? "group" : "layer", rows[0].Structure == "channel" ? "units" : "weights", .. densities.Select(d => d.ToString(CultureInfo.InvariantCulture))],
            [.. rows.GroupBy(r => (r.Position, r.Layer)).OrderBy(g => g.Key.Position).Select(layer => (IReadOnlyList<object?>)
            [
                layer.Key.Layer, layer.First().Elements,
                .. densities.Select(d => layer.Where(r => r.Density == d && r.Change is not null).Select(r => r.Change!.Value).ToList() is { Count: > 0 } changes ? (object?)Math.Round(changes.Average(), 2) : null),
            ])]);
    }
}
