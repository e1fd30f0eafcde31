namespace Bench.Results;

/// <summary>A cut of a scan beside the same network uncut, as <c>v_sensitivity</c> has it.</summary>
public sealed record SensitivityRow
{
    public required string Dataset { get; init; }
    public required string Model { get; init; }
    public required string Protocol { get; init; }
    public required string Precision { get; init; }

    /// <summary>Whether the weights were not trained here, so that others may have chosen them by the validation split.</summary>
    public required bool Imported { get; init; }
    public required string Structure { get; init; }
    public required string Criterion { get; init; }
    public required string Split { get; init; }

    /// <summary>Training images over which norm statistics were renewed; null: they stayed.</summary>
    public required long? RenewedSamples { get; init; }

    /// <summary>Hash of everything but the seed.</summary>
    public required string Point { get; init; }
    public required long Seed { get; init; }

    /// <summary>In forward order, from 0.</summary>
    public required long Position { get; init; }
    public required string Layer { get; init; }
    public required double Density { get; init; }

    /// <summary>Weights of the layer, channels of the group.</summary>
    public required long Elements { get; init; }

    /// <summary>Samples measured on.</summary>
    public required long Total { get; init; }

    /// <summary>Of accuracy, in points; null as long as the uncut network is not measured.</summary>
    public required double? Change { get; init; }

    /// <summary>The uncut network's accuracy.</summary>
    public required double? DenseTop1 { get; init; }

    /// <summary>What the rows of one table or panel have in common: all but seed, layer and density.</summary>
    public (string Dataset, string Model, string Protocol, string Precision, string Structure, string Criterion, string Split, long? Renewed, string Point) Panel =>
        (Dataset, Model, Protocol, Precision, Structure, Criterion, Split, RenewedSamples, Point);

    /// <summary>Of some cuts, in the order of the scans' data, models, layers and densities.</summary>
    public static IReadOnlyList<SensitivityRow> Read(ResultReader reader, IReadOnlyCollection<string> cuts) =>
    [
        .. reader.Database.Read(
            """
            SELECT v.* FROM v_sensitivity v WHERE v.identity IN (SELECT value FROM json_each(?1)) ORDER BY v.dataset, v.model, v.scan, v.position, v.density DESC
            """, row =>
            {
                int At(string column) => row.GetOrdinal(column);
                double? NumberAt(string column) => row.IsDBNull(At(column)) ? null : row.GetDouble(At(column));
                return new SensitivityRow
                {
                    Dataset = row.GetString(At("dataset")), Model = row.GetString(At("model")), Protocol = row.GetString(At("protocol")), Precision = row.GetString(At("precision")),
                    Imported = row.GetBoolean(At("imported")), Structure = row.GetString(At("structure")), Criterion = row.GetString(At("criterion")), Split = row.GetString(At("split")),
                    RenewedSamples = row.IsDBNull(At("renewed_samples")) ? null : row.GetInt64(At("renewed_samples")), Point = row.GetString(At("point")), Seed = row.GetInt64(At("seed")),
                    Position = row.GetInt64(At("position")), Layer = row.GetString(At("layer")), Density = row.GetDouble(At("density")), Elements = row.GetInt64(At("elements")),
                    Total = row.GetInt64(At("total")), Change = NumberAt("change"), DenseTop1 = NumberAt("dense_top1"),
                };
            }, System.Text.Json.JsonSerializer.Serialize(cuts)),
    ];
}
