using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Models;
using Bench.Onnx;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Reproducing;

/// <summary>Makes a stored configuration into a cell that this program can run on this machine.</summary>
internal static class StoredSpec
{
    /// <summary>The cell, with the files that it reads where they lie now.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="files">Files of weights or scores, known by their content, wherever they lie now.</param>
    /// <param name="data">Where data sets are.</param>
    /// <param name="hasStart">Whether the weights that it starts from are there, so that no file of them is needed.</param>
    /// <exception cref="UserError">This program would compute something else, or a file is not there or has changed.</exception>
    public static PlannedCell Of(StoredCell stored, IReadOnlyList<string> files, SearchPath data, bool hasStart)
    {
        var spec = Parse(stored);
        if (CellIdentity.Of(spec) != stored.Identity || CellIdentity.PretrainingOf(spec) != stored.Start)
            throw new UserError($"cell {Short(stored)}: this program reads its configuration otherwise than {stored.Environment.Product}, which computed it: compute it again with that one");
        RefuseOtherVersions(stored, spec);
        spec = Parse(stored, files);
        if (spec.Network is { } network) CheckNetwork(network);
        if (spec.Start is { } start && !hasStart) CheckWeights(start);
        if (spec.Dataset.Files is { } own) spec = spec with { Dataset = spec.Dataset with { Files = Found(spec.Dataset.Name, own, data) } };
        var facts = new PlanFacts(data, _ => hasStart);
        if (facts.MissingData(spec.Dataset) is { } missing) throw new UserError(missing);
        if (!Method.IsSimple(spec)) spec = spec with { Facts = facts.FactsOf(spec) };
        return new(spec, stored.Identity, stored.Start);
    }

    /// <summary>The seed of a stored cell.</summary>
    public static int SeedOf(StoredCell stored) => Parse(stored).Seed;

    /// <summary>The model of a stored cell.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="files">Files that may be the network's, known by their content, wherever they lie now.</param>
    /// <exception cref="UserError">It is a network of a file, which is not there or has changed.</exception>
    public static ModelEntry ModelOf(StoredCell stored, IReadOnlyList<string> files)
    {
        var spec = Parse(stored, files);
        if (spec.Network is { } network) CheckNetwork(network);
        return CellModel.Of(spec);
    }

    private static CellSpec Parse(StoredCell stored, IReadOnlyList<string>? files = null)
    {
        try
        {
            var json = JsonNode.Parse(stored.Configuration)!;
            if (files is { Count: > 0 }) Move(stored, json, files);
            return StoredConfiguration.Read(json);
        }
        catch (JsonException unknown)
        {
            throw new UserError($"cell {Short(stored)}: its configuration is not one of this program ({unknown.Message.Split('\n')[0]}); {stored.Environment.Product} computed it", unknown);
        }
    }

    // Wherever a file stands with its content: its path may be another now.
    private static void Move(StoredCell stored, JsonNode json, IReadOnlyList<string> files)
    {
        var read = FilesIn(json).ToLookup(file => file["sha256"]!.GetValue<string>());
        foreach (var path in files)
        {
            var places = read[HashOf(path)];
            if (!places.Any())
                throw new UserError($"--file: cell {Short(stored)} reads no file with the content of '{path}' ({(read.Count == 0 ? "it reads none" : string.Join(", ", read.Select(r => $"{Path.GetFileName(r.First()["path"]!.GetValue<string>())} with SHA-256 {r.Key}")))})");
            foreach (var place in places) place["path"] = Path.GetFullPath(path);
        }
    }

    private static IEnumerable<JsonObject> FilesIn(JsonNode node) =>
        (node is JsonObject members ? members.Select(m => m.Value) : node is JsonArray items ? items : []).OfType<JsonNode>().SelectMany(FilesIn)
        .Concat(node is JsonObject file && file["sha256"]?.GetValueKind() == JsonValueKind.String && file["path"]?.GetValueKind() == JsonValueKind.String ? [file] : []);

    private static void RefuseOtherVersions(StoredCell stored, CellSpec spec)
    {
        var now = Catalogues.Vocabulary().VersionsOf(spec);
        var others = spec.Versions.Keys.Union(now.Keys).Where(part => spec.Versions.GetValueOrDefault(part, 1) != now.GetValueOrDefault(part, 1)).Order(StringComparer.Ordinal)
            .Select(part => $"{part} was at version {spec.Versions.GetValueOrDefault(part, 1)} and is at {now.GetValueOrDefault(part, 1)}").ToList();
        if (others.Count > 0)
            throw new UserError($"cell {Short(stored)}: {string.Join(", ", others)}, so this program gives other numbers: {stored.Environment.Product} computed it");
    }

    private static string HashOf(string file)
    {
        try
        {
            return OnnxFile.FingerprintOfAny(file);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"--file: '{file}' cannot be read: {FileTrouble.Reason(error)}", error);
        }
    }

    private static void CheckWeights(ImportedWeights start)
    {
        var why = !File.Exists(start.Path) ? "is not there" : OnnxFile.FingerprintOfAny(start.Path) != start.Sha256 ? "has other weights now" : null;
        if (why is not null) throw new UserError($"the cell starts from {start.Path}, which {why}: name the file with SHA-256 {start.Sha256} with --file");
    }

    private static void CheckNetwork(OwnNetwork network)
    {
        var why = !File.Exists(network.Path) ? "is not there" : OnnxFile.FingerprintOfAny(network.Path) != network.Sha256 ? "is another network now" : null;
        if (why is not null) throw new UserError($"the cell's network is {network.Path}, which {why}: name the file with SHA-256 {network.Sha256} with --file");
    }

    // Where they lay, else by their names in the folders of data.
    private static OwnFiles Found(string name, OwnFiles own, SearchPath data)
    {
        string Find(string path) => Path.Exists(path) ? path
            : data.Folders.Select(folder => Path.GetFullPath(Path.Combine(folder, Path.GetFileName(path)))).FirstOrDefault(Path.Exists)
            ?? throw new UserError($"dataset {name}: {path} is not there; --data names a folder that has {Path.GetFileName(path)}");
        var found = own with { Train = [.. own.Train.Select(Find)], Validation = [.. own.Validation.Select(Find)], Test = [.. own.Test.Select(Find)] };
        return DatasetLoader.FingerprintOf(found) == own.Sha256 ? found
            : throw new UserError($"dataset {name}: its files ({string.Join(", ", found.Train.Concat(found.Validation).Concat(found.Test))}) have changed since: their SHA-256 was {own.Sha256}");
    }

    private static string Short(StoredCell stored) => stored.Identity.Length > 12 ? stored.Identity[..12] : stored.Identity;
}
