using System.Text.Json;
using Bench.Core;
using static Bench.Sweeps.CanonicalCell;

namespace Bench.Sweeps;

/// <summary>Writes the part of a cell's canonical JSON that tells the data. In every object the keys come in ordinal order: keep it so.</summary>
internal static class CanonicalDataset
{
    private static readonly OwnFiles DefaultFiles = new() { Format = "", Train = [], Test = [], Classes = 0 };

    public static void Write(Utf8JsonWriter json, DatasetSpec dataset)
    {
        json.WriteStartObject("dataset");
        if (dataset.Files is { } files)
        {
            if (files.Images is null) json.WriteNumber("classes", files.Classes); // else the content tells
            Unless(json, "decimal", files.Decimal, DefaultFiles.Decimal);
            Unless(json, "first-index", files.FirstIndex, DefaultFiles.FirstIndex);
            json.WriteString("format", files.Format);
            if (files.Format == "csv") Unless(json, "header", files.Header, DefaultFiles.Header);
            Images(json, files.Images);
            if (files.Format == "csv") Unless(json, "label", files.Label, DefaultFiles.Label);
            if (files.Format == "cifar-bin") Unless(json, "label-bytes", files.LabelBytes, DefaultFiles.LabelBytes);
            Texts(json, "label-names", files.LabelNames ?? []);
            Unless(json, "labels", files.Labels, DefaultFiles.Labels);
            Unless(json, "labels-from", files.LabelsFrom, DefaultFiles.LabelsFrom);
            Unless(json, "layout", files.Layout, DefaultFiles.Layout);
            Unless(json, "max-value", files.MaxValue, DefaultFiles.MaxValue);
            Numbers(json, "mean", files.Mean);
            Unless(json, "min-value", files.MinValue, DefaultFiles.MinValue);
        }
        json.WriteString("name", dataset.Name);
        if (dataset.Files is { } own)
        {
            if (own.Separator is { } separator) json.WriteString("separator", separator);
            json.WriteString("sha256", own.Sha256);
            Numbers(json, "shape", own.Shape?.Select(n => (double)n));
            Numbers(json, "skip-columns", own.SkipColumns.Count == 0 ? null : own.SkipColumns.Select(n => (double)n));
            Unless(json, "split-seed", own.SplitSeed, DefaultFiles.SplitSeed);
            Numbers(json, "std", own.Std);
            if (own.TestFraction is { } fraction) json.WriteNumber("test-fraction", fraction);
            // The hash runs over all files: where training ends, and test begins, is told by the counts.
            json.WriteNumber("train-files", own.Train.Count);
            Unless(json, "transpose", own.Transpose, DefaultFiles.Transpose);
            var told = own.Images is not null; // by the content of the folders
            Unless(json, "validation", own.HasValidation && !told, DefaultFiles.HasValidation);
            Unless(json, "validation-files", told ? 0 : own.Validation.Count, 0);
        }
        json.WriteEndObject();
    }

    // What becomes of files that cannot be decoded is told by the content: either all could, or those are left out.
    private static void Images(Utf8JsonWriter json, ImageOptions? images)
    {
        if (images is null) return;
        json.WriteStartObject("images");
        Unless(json, "grey", images.Grey, false);
        Unless(json, "resize", images.Resize, images.Size);
        json.WriteNumber("size", images.Size);
        json.WriteEndObject();
    }
}
