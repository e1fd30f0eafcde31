using System.Text;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public sealed class SweepMutationTests : IDisposable
{
    private static readonly string[] Good =
    [
        """
        name: mine
        datasets: [mnist, {name: own, format: csv, train: [a], test: [b], classes: 3, shape: [1, 8, 8], max-value: 16, header: true}]
        models: [lenet5, conv2, {name: net, onnx: a, start: new}, {name: told, onnx: b, mean: [0.5], std: [0.2]}]
        strategies:
          - global-magnitude
          - {name: few, criterion: gradient, scope: layer, scoring: {samples: 10}}
        compressions: &ratios [1, 2, 4.5]
        seeds: [1, 2]
        pretraining: {recipe: quick-train, epochs: 3, optimizer: {name: sgd, momentum: 0.9}, learning-rate: {rate: 0.1, schedule: step, drops: [0.5]}}
        retraining:
          steps: 10
        experiments:
          - compressions: *ratios
          - seeds: [3]
            precision: fp32
        """,
        """
        datasets: [cifar10]   # a comment
        models: [resnet20]
        strategies: [random]
        compressions: [2]
        seeds: [1]
        retraining: none
        start: {weights: a, rename: {"fc": linear}, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2]}
        description: >
          folded
          text
        """,
    ];

    private static readonly string[] Tokens =
        [": ", "- ", "? ", "[", "]", "{", "}", "\n", "\n  ", "\t", "&a ", "*a", "!x ", "|\n", ">\n", "'", "\"", "%", "@", "`", "---\n", "...\n", "#", ",", "<<: ", "null", ".nan", "1e999", "\0", "\u2028", "\uFEFF", "- : "];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-mutations-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_sweep_file_changed_by_accident_is_a_mistake_of_its_user()
    {
        foreach (var name in new[] { "a", "b" }) File.WriteAllText(Path.Combine(folder.FullName, name), "");
        var path = Path.Combine(folder.FullName, "s.yaml");
        Mutations.Survive([.. Good.Select(Encoding.UTF8.GetBytes)], [.. Tokens.Select(Encoding.UTF8.GetBytes)], file =>
        {
            File.WriteAllBytes(path, file);
            Planner.Plan(SweepFile.Load(path, Words.All), new Words.Facts());
        }, manyLines: true);
    }

    [Theory]
    [InlineData("- : datasets: [shapes]", "1: ")]
    [InlineData(": 3", "1: a key is empty: write its name before the ':'")]
    [InlineData("datasets: [mnist]\nmodels: {: x}", "2: a key is empty: write its name before the ':'")]
    public void A_key_of_no_letters_is_a_mistake(string text, string says) => Assert.StartsWith(says, Words.MistakesOf(text)[0]);
}
