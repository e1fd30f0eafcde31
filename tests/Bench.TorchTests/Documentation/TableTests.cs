using System.Globalization;
using Bench.Cli;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tests.Documentation;

namespace Bench.TorchTests.Documentation;

/// <summary>The tables of docs have a row for everything that the catalogues have, with the right numbers; a row that is missing or wrong is printed.</summary>
public sealed class TableTests
{
    [Fact]
    public void Docs_models_has_every_model_with_its_counts() => Compare("docs/models.md", [0, 1, 2, 3, 4], ModelCatalogue.All.Select(model =>
    {
        var input = model.Family == "lenet" ? new InputShape(1, 28, 28) : new InputShape(3, 32, 32);
        var graph = NetworkGraph.Of(model, input, 10);
        return (string[])[$"`{model.Name}`", $"{input}", model.Takes, $"{graph.TotalParameters:N0}", $"{graph.Macs:N0}", $"{model.Title} ({model.Source})"];
    }));

    [Fact]
    public void Docs_datasets_has_every_data_set_with_its_sizes() => Compare("docs/datasets.md", [0, 2, 3, 4, 5, 6, 7], DatasetCatalogue.All.Select(dataset =>
    {
        var (train, test) = dataset.Info.Samples!.Value;
        var validation = dataset.Info.GivenValidation ?? (int)Math.Round(train / 10.0);
        return (string[])
        [
            $"`{dataset.Info.Name}`", dataset.Info.Title, $"{dataset.Info.Input}", $"{dataset.Info.Classes}", $"{train - validation:N0} + {validation:N0}", $"{test:N0}",
            dataset.Normalization is { } by ? $"{Numbers(by.Mean)}; {Numbers(by.Std)}" : "from the training split", dataset.Info.License,
        ];
    }));

    [Fact]
    public void Docs_methods_has_every_criterion() =>
        Compare("docs/methods.md", [0, 2], Criteria.All.Select(c => (string[])[$"`{c.Name}`", c.Title.Replace("|", "\\|", StringComparison.Ordinal), c.NeedsData ? "yes" : "no", c.Source]));

    [Fact]
    public void Docs_methods_has_every_criterion_of_channels() => Compare("docs/methods.md", [0, 2, 3, 4], ChannelCriteria.All.Select(c => (string[])
        [$"`{c.Name}`", c.Title.Replace("|", "\\|", StringComparison.Ordinal), c.NeedsData ? "yes" : "no", c.Combination, c.Normalization, c.Source]));

    [Fact]
    public void Docs_methods_has_every_scope() => Compare("docs/methods.md", [0], Scopes.All.Select(s => (string[])[$"`{s.Name}`", s.Title, s.Source]));

    [Fact]
    public void Docs_methods_has_every_structure_schedule_and_retraining() => Compare("docs/methods.md", [0, 1],
        [.. Structures.All.Select(s => (string[])["structure", $"`{s.Name}`", s.Title, s.Source]), 
            .. Schedules.All.Select(s => (string[])["schedule", $"`{s.Name}`", s.Title, s.Source]), .. Retrainings.All.Select(r => (string[])["retraining", $"`{r.Name}`", r.Title, r.Source])]);

    [Fact]
    public void Docs_methods_has_every_named_strategy() => Compare("docs/methods.md", [0, 1, 2, 3],
        StrategyCatalogue.All.Select(s => (string[])[$"`{s.Name}`", StrategyText.Composition(s.Spec), s.Title, s.Source]));

    [Fact]
    public void Docs_methods_has_every_option_of_every_part() => Compare("docs/methods.md", [0, 1, 2, 3, 4, 5],
        from kind in Kinds
        from part in kind.Parts
        from o in part.Options
        select (string[])[kind.Kind, $"`{part.Name}`", $"`{o.Name}`", o.IsRequired ? "must be given" : $"`{o.Standing}`", o.Valid, o.Meaning]);

    [Fact]
    public void Docs_datasets_says_where_each_set_is_fetched_from()
    {
        var page = Snippet.Read("docs/datasets.md");
        var fetched = DatasetCatalogue.All.Where(entry => entry.Publishers.Count > 0).ToList();
        Assert.NotEmpty(fetched);
        Assert.All(fetched, entry => Assert.Contains($"| `{entry.Publishers[0]}`", page, StringComparison.Ordinal));
    }

    // What the pages say of options once more, beside what they belong to.
    [Fact]
    public void Defaults_that_docs_methods_gives_beside_a_part_are_those_of_the_catalogue()
    {
        var defaults = Kinds.SelectMany(k => k.Parts).SelectMany(p => p.Options).Select(o => ($"`{o.Name}`", Plain(o.Standing))).ToHashSet();
        var lines = Snippet.Read("docs/methods.md").Split('\n');
        var said = lines.Index().Where(l => l.Item == "| option | default | meaning |").SelectMany(l => lines.Skip(l.Index + 2).TakeWhile(row => row.StartsWith('|'))).Select(Cells).ToList();
        Assert.NotEmpty(said);
        Assert.All(said, row => Assert.Contains((row[0], Plain(row[1].Trim('`'))), defaults));

        static string Plain(string value) => double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : value;
    }

    [Fact]
    public void Docs_recipes_has_every_recipe_with_its_length_batch_and_augmentation() => Compare("docs/recipes.md", [0, 3, 4, 5], RecipeCatalogue.All.Select(r => (string[])
    [
        $"`{r.Name}`", r.Recipe.Optimizer.Name, $"{Short(r.Recipe.LearningRate.Rate)}, {r.Recipe.LearningRate.Schedule}",
        r.Recipe.Epochs is { } epochs ? $"{epochs:N0} epochs" : $"{r.Recipe.Steps:N0} steps", $"{r.Recipe.Batch}",
        r.Recipe.Flip && r.Recipe.CropPadding > 0 ? $"flip, crop {r.Recipe.CropPadding}" : r.Recipe.Flip ? "flip" : "–", r.Source,
    ]));

    [Fact]
    public void A_row_that_is_missing_is_printed()
    {
        var missing = Assert.ThrowsAny<Exception>(() => Compare("docs/models.md", [0, 1, 2, 3, 4], [["`new`", "1×28×28", "any size", "1", "2", "title (source)"]]));
        Assert.Contains("docs/models.md lacks the row\n| `new` | 1×28×28 | any size | 1 | 2 | title (source) |", missing.Message, StringComparison.Ordinal);
        var wrong = Assert.ThrowsAny<Exception>(() => Compare("docs/models.md", [0, 1, 2, 3, 4], [["`lenet5`", "1×28×28", "any size", "1", "2", "title (source)"]]));
        Assert.Contains("docs/models.md has the row\n| `lenet5` | 1×28×28 | any from 16×16 |", wrong.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Kind, IReadOnlyList<CataloguePart> Parts)> Kinds =>
    [
        ("criterion", CataloguePart.Criteria), ("scope", CataloguePart.Scopes), ("structure", CataloguePart.Structures), ("schedule", CataloguePart.Schedules),
        ("retraining", CataloguePart.Retrainings),
    ];

    // Some columns of a row are held to the catalogue; in the others people write more than it knows.
    private static void Compare(string page, int[] columns, IEnumerable<string[]> expected)
    {
        var lines = Snippet.Read(page).Split('\n');
        var rows = lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => (Line: l, Cells: Cells(l))).ToList();
        foreach (var row in expected)
        {
            var printed = $"| {string.Join(" | ", row)} |";
            var name = Math.Max(Array.FindIndex(row, c => c.StartsWith('`')), 0);
            var there = rows.Where(r => r.Cells.Length == row.Length && r.Cells[name] == row[name]).OrderByDescending(r => r.Cells.Zip(row).Count(c => c.First == c.Second)).ToList();
            Assert.True(there.Count > 0, $"{page} lacks the row\n{printed}");
            Assert.True(there.Exists(r => columns.All(i => r.Cells[i] == row[i])), $"{page} has the row\n{there[0].Line}\nwhich should be\n{printed}");
        }
    }

    private static string[] Cells(string line) =>
        [.. line.Replace("\\|", "\0", StringComparison.Ordinal).Split('|')[1..^1].Select(c => c.Replace("\0", "\\|", StringComparison.Ordinal).Trim())];

    private static string Short(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Numbers(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(n => n.ToString("F4", CultureInfo.InvariantCulture)));
}
