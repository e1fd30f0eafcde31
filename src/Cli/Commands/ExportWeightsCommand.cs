using System.CommandLine;
using Bench.Cli.Display;
using Bench.Cli.Reproducing;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Exporting;
using Bench.Harness.Running;
using Bench.Models;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench export-weights</c>: the network that a cell has ended with, for PyTorch and for ONNX Runtime.</summary>
internal static class ExportWeightsCommand
{
    private const string SafeTensors = "safetensors", Onnx = "onnx";
    private const int MostNamed = 5;

    // Endings.
    private static readonly string[] OfPyTorch = ["pt", "pth", "th", "tar", "ckpt", "bin"];

    private sealed record Options
    {
        public Argument<string?> Cell { get; } = new("CELL") { Description = "The beginning of a cell's identity, at least four digits (column identity of v_results); or --where chooses one.", Arity = ArgumentArity.ZeroOrOne };
        public Option<string> Database { get; } = CommonOptions.Database();
        public Option<string?> Sweep { get; } = CommonOptions.Sweep();
        public Option<string[]> Where { get; } = CommonOptions.Where();
        public Option<string?> Format { get; } = new("--format") { Description = "safetensors or onnx. [default: as --out ends, else safetensors]", HelpName = "FORMAT" };
        public Option<string?> Out { get; } = new("--out") { Description = "The file. [default: the first digits of the cell's identity, in this folder]", HelpName = "FILE" };
        public Option<bool> Dense { get; } = new("--dense") { Description = "Of a network that has lost channels the form that has them all, as zeros." };
        public Option<bool> Normalized { get; } = new("--with-normalization") { Description = "ONNX: the file normalizes its inputs itself, and takes pixels divided by their largest value." };
        public Option<bool> Folded { get; } = new("--fold-norms") { Description = "ONNX: batch norms become part of the convolutions before them." };
        public Option<bool> Quantized { get; } = new("--quantize") { Description = "ONNX: quantized to 8 bits, with ranges of values from training samples, so that the data set is read." };
        public Option<string[]> Files { get; } = CommonOptions.MovedFiles();
        public Option<string[]> Data { get; } = CommonOptions.Data();
    }

    public static Command Create()
    {
        var options = new Options();
        options.Format.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value is not (SafeTensors or Onnx)) result.AddError($"--format takes {SafeTensors} or {Onnx}, not '{token.Value}'");
        });
        var command = new Command("export-weights", "Write the weights that a cell has kept ('keep-weights: true'): as safetensors with the model's names, or as ONNX.")
        {
            options.Cell, options.Database, options.Sweep, options.Where, options.Format, options.Out, options.Dense, options.Normalized, options.Folded, options.Quantized, options.Files, options.Data,
        };
        command.Check(result =>
        {
            var chosen = result.GetResult(options.Sweep) is not null || result.GetValue(options.Where) is { Length: > 0 };
            var named = result.GetResult(options.Cell) is { Tokens.Count: > 0 };
            if (!named && !chosen) result.AddError("'bench export-weights' needs to know what: CELL, the beginning of an identity, or --where, with --sweep or without");
            if (named && chosen) result.AddError("'bench export-weights' takes CELL, or chooses a cell by --where and --sweep: one of them");
            var (format, path) = (result.GetValue(options.Format), result.GetValue(options.Out));
            if (WhyNot(format, path) is { } reason) result.AddError(reason);
            else if (FormatOf(format, path) == SafeTensors && new Option<bool>[] { options.Normalized, options.Folded, options.Quantized }.FirstOrDefault(result.GetValue) is { } idle)
                result.AddError($"{idle.Name} is for ONNX files: {(EndingOf(path) == SafeTensors ? $"let --out end in .{Onnx}" : $"add --format {Onnx}")}");
            else if (result.IsGiven(options.Data) && !result.GetValue(options.Quantized))
                result.AddError($"{options.Data.Name} needs {options.Quantized.Name}: nothing else reads the data set");
        });
        command.SetAction(parsed => Export(parsed, options));
        return command;
    }

    private static int Export(ParseResult parsed, Options options)
    {
        var database = DatabaseChoice.Of(parsed, options.Database, parsed.GetValue(options.Sweep)).Path;
        using var reader = ResultReader.Open(database);
        var stored = StoredCell.Of(reader, parsed.GetValue(options.Cell) ?? Chosen(reader, LoadedSweep.NameOf(parsed.GetValue(options.Sweep)), parsed.FilterOf(options.Where)));
        var format = FormatOf(parsed.GetValue(options.Format), parsed.GetValue(options.Out));
        var path = parsed.GetValue(options.Out) ?? $"{stored.Identity[..12]}.{format}";
        OutputFile.Check("--out", path);
        var folders = parsed.SearchPath(options.Data);
        var file = WorkFolder.Of(database).Weights(stored.Identity);
        if (!File.Exists(file))
            throw new UserError($"cell {stored.Identity[..12]} ({stored.Description}) has kept no weights: {KeptWeights.HowToGet(stored.Identity)}{(stored.Seconds is { } took ? $", which took {Words.Length(TimeSpan.FromSeconds(took))} then" : "")}; "
                + "'keep-weights: true' in a sweep has its cells keep them");
        using var kept = KeptWeights.Read(file);
        var dense = parsed.GetValue(options.Dense);
        if (dense && !kept.IsShrunk)
            throw new UserError($"--dense: cell {stored.Identity[..12]} ({stored.Description}) {(kept.Facts.KeptUnits is null ? "has lost no channels: it is dense, pruned weights being zeros" : "is a narrower network that never had more channels")}");
        var files = parsed.GetValue(options.Files)!;
        var model = StoredSpec.ModelOf(stored, files);
        var whyNotDense = kept.IsShrunk ? WhyNotDense(kept, model) : null;
        if (dense && whyNotDense is not null) throw new UserError($"--dense: {whyNotDense}");
        var export = new WeightExport(kept, model, stored.Description) { Dense = dense };
        Console.WriteLine($"cell      {stored.Identity}  {stored.Description}: {kept.Facts.Correct:#,0} of {kept.Facts.Total:#,0} test samples correct");
        if (reader.Query($"SELECT e.correct FROM evaluation e JOIN result r ON r.cell = e.cell JOIN cell c ON c.id = e.cell WHERE c.identity = '{stored.Identity}' AND e.split = 'test' AND e.point = r.headline").Rows is [[long correct]] && correct != kept.Facts.Correct)
            Console.WriteLine($"note      the result in {database} has {correct:#,0} correct: these weights are of another computation of the cell, such as by 'bench reproduce' on another machine");
        Console.WriteLine($"form      {(kept.IsShrunk ? dense ? "dense, removed channels being zeros" : $"without the channels that are removed{(whyNotDense is null ? " (--dense: with them, as zeros)" : "")}" : kept.Masks.Count > 0 ? "dense, pruned weights being zeros" : "dense")}");
        if (format == SafeTensors)
        {
            var masks = export.ToSafeTensors(path);
            Console.WriteLine($"weights   {path} ({Words.Bytes(new FileInfo(path).Length)}; names of model {kept.Facts.Model}, and nothing else)");
            if (masks is not null) Console.WriteLine($"masks     {masks} (under the names of what they are of, true where a value is kept)");
            return ExitCode.Done;
        }
        var int8 = parsed.GetValue(options.Quantized);
        using var data = int8 ? Load(StoredSpec.Of(stored, files, folders, hasStart: true).Spec, folders) : null;
        var (difference, largest) = export.ToOnnx(path, parsed.GetValue(options.Normalized), parsed.GetValue(options.Folded), data, StoredSpec.SeedOf(stored));
        Console.WriteLine($"weights   {path} ({Words.Bytes(new FileInfo(path).Length)}; ONNX, opset {OnnxGraph.Opset})");
        Console.WriteLine($"checked   in ONNX Runtime outputs differ from ours by at most {difference:0.0e0}, the largest being {largest:0.##}{(int8 ? ": that is the quantization" : "")}");
        return ExitCode.Done;
    }

    private static string? WhyNotDense(KeptNetwork kept, ModelEntry model)
    {
        try
        {
            using var dense = kept.BuildDense(model);
            return null;
        }
        catch (UserError mistake)
        {
            return mistake.Message;
        }
    }

    private static Dataset Load(Sweeps.CellSpec cell, SearchPath data) =>
        cell.Dataset.Files is { } own ? DatasetLoader.Load(cell.Dataset.Name, own) : DatasetLoader.Load(cell.Dataset.Name, data);

    private static string Chosen(ResultReader reader, string? sweep, RowFilter filter)
    {
        var found = reader.ReadRows(sweep, filter).DistinctBy(r => r.Identity).ToList();
        if (found is [var one]) return one.Identity;
        if (found.Count == 0) throw new UserError("no finished cell is such a one (names that a sweep gives its strategies count with --sweep): 'bench query \"SELECT identity, dataset, model, strategy, compression, seed FROM v_results\"' shows all");
        var some = found.Take(MostNamed).Select(r => FormattableString.Invariant($"{r.Identity[..12]} ({r.Dataset} × {r.Model}, {r.Strategy} at {r.Compression}×, seed {r.Seed})"));
        throw new UserError($"{found.Count:#,0} finished cells are such ones, and one is written: {string.Join(", ", some)}{(found.Count > MostNamed ? ", ..." : "")}");
    }

    private static string FormatOf(string? asked, string? path) => asked ?? (EndingOf(path) == Onnx ? Onnx : SafeTensors);

    // A name that says what the file is not misleads whoever reads it later.
    private static string? WhyNot(string? asked, string? path) => EndingOf(path) switch
    {
        "" => null,
        not (SafeTensors or Onnx) and var other when asked is null || OfPyTorch.Contains(other) => $"--out takes a name that ends in .{SafeTensors} or .{Onnx}, or without an ending, not in {Names.Quoted($".{other}")}",
        var ending when ending is SafeTensors or Onnx && asked is SafeTensors or Onnx && asked != ending => $"--out ends in .{ending}, and --format is {asked}: leave one of them out",
        _ => null,
    };

    private static string EndingOf(string? path) => Path.GetExtension(path ?? "").TrimStart('.').ToLowerInvariant();
}
