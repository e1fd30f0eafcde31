using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public class SweepMistakesTests
{
    private const string Rest = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [layer-gradient]\ncompressions: [2]\nseeds: [1]\n";

    [Fact]
    public void An_unknown_key_gets_its_line_and_the_nearest_key()
    {
        var mistake = Assert.Single(Words.MistakesOf("# a comment\n" + Rest.Replace("models", "model")), m => m.Contains("unknown"));
        Assert.StartsWith("3: unknown key in a sweep 'model': did you mean 'models'? (valid: name, description, ", mistake);
    }

    [Theory]
    [InlineData("models: [lenet5, resnet21]", "models: [lenet5]", "2: unknown model 'resnet21': did you mean 'resnet20'?")]
    [InlineData("strategies:\n  - random\n  - global-magnitud", "strategies: [layer-gradient]", "5: unknown strategy 'global-magnitud': did you mean 'global-magnitude'?")]
    [InlineData("datasets: [minst]", "datasets: [mnist]", "1: unknown dataset 'minst': did you mean 'mnist'?")]
    [InlineData("compressions: [2, four]", "compressions: [2]", "4: 'compressions' takes ratios from 1 (total ÷ kept parameters; 1 is the dense control), not 'four'")]
    [InlineData("compressions: [2, 0.5]", "compressions: [2]", "4: 'compressions' takes ratios from 1 (total ÷ kept parameters; 1 is the dense control), not '0.5'")]
    [InlineData("compressions: [2, .nan]", "compressions: [2]", "4: 'compressions' takes ratios from 1")]
    [InlineData("compressions: [2, 4, 2.0]", "compressions: [2]", "4: 'compressions' has 2 twice")]
    [InlineData("compressions: 2", "compressions: [2]", "4: 'compressions' takes a list of numbers, not '2'")]
    [InlineData("compressions: []", "compressions: [2]", "4: 'compressions' is empty: it takes a list of numbers")]
    [InlineData("seeds:", "seeds: [1]", "5: 'seeds' is empty: it takes a list of whole numbers")]
    [InlineData("seeds: [1, 1]", "seeds: [1]", "5: 'seeds' has 1 twice")]
    [InlineData("seeds: [1.5]", "seeds: [1]", "5: 'seeds' takes a whole number from 0, not '1.5'")]
    [InlineData("seeds: [3000000000]", "seeds: [1]", "5: 'seeds' takes a whole number from 0 to 2147483647, not '3000000000'")]
    [InlineData("seeds: [\"1\"]", "seeds: [1]", "5: 'seeds' takes a whole number from 0, not '1'")]
    [InlineData("models: [lenet5, lenet5]", "models: [lenet5]", "2: 'models' has lenet5 twice")]
    [InlineData("models: [lenet5@width=0.5, lenet5@width=.50]", "models: [lenet5]", "2: 'models' has lenet5@width=0.5 twice")]
    [InlineData("models: [lenet5@width=half]", "models: [lenet5]", "2: model 'lenet5@width=half': the width 'half' must be a number above 0 and at most 16, such as lenet5@width=0.5")]
    [InlineData("models: [lenet5@0.5]", "models: [lenet5]", "2: model 'lenet5@0.5': what follows lenet5 must be a width, such as lenet5@width=0.5")]
    [InlineData("models: [lenet4@width=0.5]", "models: [lenet5]", "2: unknown model 'lenet4': did you mean 'lenet'?")]
    [InlineData("models: [{name: lenet5}]", "models: [lenet5]", "2: a model needs the key 'onnx': the path of an ONNX file (a model of the catalogue is its name alone)")]
    [InlineData("models: [[lenet5]]", "models: [lenet5]", "2: 'models' takes names (lenet-300-100, ")]
    public void A_wrong_axis_says_what_is_valid(string wrong, string right, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Words.MistakesOf(Rest.Replace(right, wrong))));

    [Theory]
    [InlineData("protocol: bnech", "6: unknown protocol 'bnech': did you mean 'bench'? (valid: bench, all-weights, shrinkbench)")]
    [InlineData("precision: fp8", "6: unknown precision 'fp8': did you mean 'fp32'? (valid: fp32)")]
    [InlineData("name: a/b", "6: the name 'a/b' is used for files: it takes letters, digits, '-', '_' and '.', and starts with a letter or digit")]
    [InlineData("seeds: [2]", "6: the key 'seeds' is already on line 5")]
    [InlineData("pretraining: {epochs: -3}", "6: 'epochs' takes a whole number from 1, not '-3'")]
    [InlineData("pretraining: {epochs: 2000000000}", "6: 'epochs' takes a whole number from 1 to 1000000000, not '2000000000'")]
    [InlineData("pretraining: {steps: 2147483647}", "6: 'steps' takes a whole number from 1 to 1000000000, not '2147483647'")]
    [InlineData("retraining: {batch: 99999999999999999999}", "6: 'batch' takes a whole number from 1 to 1000000000, not '99999999999999999999'")]
    [InlineData("scoring: {samples: 2000000000}", "6: 'samples' takes a whole number from 1 to 1000000000, not '2000000000'")]
    [InlineData("scoring: {batch: 2000000000}", "6: 'batch' takes a whole number from 1 to 1000000000, not '2000000000'")]
    [InlineData("pretraining:\n  epochs: 3\n  steps: 10", "8: both 'epochs' and 'steps' are given; a run has one length: keep one of them")]
    [InlineData("pretraining: {recipe: he}", "6: unknown recipe 'he'")]
    [InlineData("pretraining: quick-train", "6: 'pretraining' is made of keys with values, not 'quick-train'")]
    [InlineData("retraining: non", "6: unknown retraining 'non': did you mean 'none'? (valid: fine-tune, none, lr-rewind, weight-rewind, reinitialize, scratch-e, scratch-b, scratch-total, distill, renew-norm, repair)")]
    [InlineData("pretraining: {scale-l1: -1e-4}", "6: 'scale-l1' takes a number from 0, not '-1e-4'")]
    [InlineData("pretraining: {slimming: 1e-4}", "6: unknown key in 'pretraining' 'slimming': did you mean 'scale-l1'?")]
    [InlineData("retraining: {flip: yes}", "6: 'flip' takes true or false, not 'yes'")]
    [InlineData("retraining: {optimizer: sdg}", "6: unknown optimizer 'sdg': did you mean 'sgd'? (valid: sgd, adam, adamw)")]
    [InlineData("retraining:\n  optimizer:\n    momentum: 0.9", "8: 'momentum' and 'nesterov' have no effect with the optimizer adam; it takes beta1, beta2, epsilon, weight-decay")]
    [InlineData("retraining: {optimizer: {name: sgd, nesterov: true}}", "6: 'nesterov' needs a momentum above 0")]
    [InlineData("retraining: {optimizer: {name: sgd, beta1: 0.9}}", "6: 'beta1', 'beta2' and 'epsilon' have no effect with the optimizer sgd")]
    [InlineData("retraining: {learning-rate: 0}", "6: 'learning-rate' takes a number above 0, not '0'")]
    [InlineData("retraining: {learning-rate: {schedule: step}}", "6: the schedule step needs 'drops'")]
    [InlineData("retraining: {learning-rate: {schedule: step, drops: [0.75, 0.5]}}", "6: 'drops' must rise")]
    [InlineData("retraining: {learning-rate: {schedule: step, drops: [50]}}", "6: 'drops' takes fractions of the run between 0 and 1, not '50'")]
    [InlineData("retraining: {learning-rate: {drops: [0.5]}}", "6: 'drops' and 'gamma' have no effect with the schedule constant; only step has them")]
    [InlineData("retraining: {learning-rate: {schedule: cosin}}", "6: unknown schedule 'cosin': did you mean 'cosine'?")]
    [InlineData("scoring: {samples: 0}", "6: 'samples' takes a whole number from 1, not '0'")]
    [InlineData("scoring: {batch-norm: test}", "6: unknown batch-norm 'test'")]
    [InlineData("scoring: {sample: 5}", "6: unknown key in 'scoring' 'sample': did you mean 'samples'? (valid: samples, batch, batch-norm)")]
    [InlineData("start: {}", "6: 'start' needs the key 'weights': the path of a safetensors, PyTorch or ONNX file")]
    [InlineData("start: {weights: there.safetensors, mean: [0.5]}", "6: 'mean' and 'std' are given together or not at all")]
    [InlineData("start: {weights: there.safetensors, mean: [0.5], std: [1, 1]}", "6: 'std' has 2 numbers, 'mean' has 1: both need one a channel")]
    [InlineData("start: {weights: there.safetensors, mean: [123.7], std: [0.2]}", "6: 'mean' takes one mean a channel, of pixels ÷ their largest value (of pixels from 0 to 255 divide it by 255), not '123.7'")]
    [InlineData("start: {weights: there.safetensors, mean: [0.5], std: [58.4]}", "6: 'std' takes one standard deviation a channel, above 0 and at most 1, of pixels ÷ their largest value, not '58.4'")]
    [InlineData("start: {weights: there.safetensors, rename: fc}", "6: 'rename' takes names in the file with those of the model, such as {fc: linear}, not 'fc'")]
    [InlineData("start: {weights: there.safetensors, rename: {}}", "6: 'rename' takes names in the file with those of the model")]
    [InlineData("start: {weights: there.safetensors, rename: {fc: [a]}}", "6: 'rename' takes names in the file with those of the model, such as {fc: linear}, not a list")]
    [InlineData("start: {weights: there.safetensors, rename: {fc: a, fc: b}}", "6: 'rename' has fc twice")]
    [InlineData("start: {weights: there.safetensors}\npretraining: {epochs: 3}", "7: 'pretraining' has no effect beside 'start': the weights are trained already")]
    [InlineData("experiments: []", "6: 'experiments' is empty: it takes a list of blocks")]
    [InlineData("experiments: [mnist]", "6: an experiment is made of keys with values, not 'mnist'")]
    [InlineData("experiments:\n  - {models: [conv2]}\n  - {name: x}", "8: unknown key in an experiment 'name'")]
    [InlineData("? [a, b]\n: 3", "6: a key must be a word, not a list")]
    [InlineData("description: !secret x", "6: tags such as '!secret' have no meaning here")]
    public void A_wrong_option_says_what_is_valid(string line, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Words.MistakesOf(Rest + line, "there.safetensors")));

    [Theory]
    [InlineData("{name: mine, format: idx, test: [a, b], classes: 10}", "2: a dataset needs the key 'train': a list of paths")]
    [InlineData("{name: mine, format: idx, train: [a], test: [a, b], classes: 10}", "2: 'train' of the format idx takes two files: images, then labels")]
    [InlineData("{name: mine, format: idx, train: [a, x.idx], test: [a, b], classes: 10}", "2: the file 'x.idx' does not exist (looked for ")]
    [InlineData("{name: mine, format: idx, train: [a, .], test: [a, b], classes: 10}", "2: '.' is a folder; 'train' takes the path of a file in it")]
    [InlineData("{name: mine, format: idy, train: [a, b], test: [a, b], classes: 10}", "2: unknown format 'idy': did you mean 'idx'? (valid: idx, cifar-bin, cifar-python, csv, libsvm, npz, imagefolder)")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 10}", "2: a dataset needs the key 'shape': channels, height and width, such as [3, 32, 32]")]
    [InlineData("{name: mine, format: csv, train: [a], validation: [b], test: [b], classes: 10, shape: [1, 8, 8]}", "2: 'validation' has ")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 10, shape: [8, 8]}", "2: 'shape' takes channels, height and width, such as [3, 32, 32]")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 10, shape: [1, 8, 8], label-bytes: 1}", "2: 'label-bytes' has no effect with the format csv; only cifar-bin has it")]
    [InlineData("{name: mine, format: idx, train: [a, b], test: [a, b], classes: 10, header: true}", "2: 'header' has no effect with the format idx; only csv has it")]
    [InlineData("{name: mine, format: idx, train: [a, b], test: [a, b], classes: ten}", "2: 'classes' takes a whole number from 2, not 'ten'")]
    [InlineData("{name: mine, format: csv, train: [a], classes: 10, shape: [1, 8, 8]}", "2: a dataset needs the key 'test': a list of paths (or, where one file has all samples, test-fraction)")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], test-fraction: 0.2, classes: 10, shape: [1, 8, 8]}", "2: 'test' has no effect beside 'test-fraction'")]
    [InlineData("{name: mine, format: csv, train: [a], test-fraction: 1, classes: 10, shape: [1, 8, 8]}", "2: 'test-fraction' takes a number between 0 and 1")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], split-seed: 1, classes: 10, shape: [1, 8, 8]}", "2: 'split-seed' has no effect without 'test-fraction'")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 2, shape: [1, 8, 8], labels: [x, y, z]}", "2: 'labels' names 3 classes, 'classes' says 2")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 2, shape: [1, 8, 8], labels: [x, x]}", "2: 'labels' has x twice")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 2, shape: [1, 8, 8], labels: letters}", "2: 'labels' takes numbers, words, one-hot, {from: 1} for numbers from 1, or a list of the classes' names in their order, not 'letters'")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 2, shape: [1, 8, 8], separator: comma, decimal: comma}", "2: 'decimal' and 'separator' cannot both be a comma")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 2, shape: [1, 8, 8], separator: tabs}", "2: unknown separator 'tabs': did you mean 'tab'?")]
    [InlineData("{name: mine, format: csv, train: [a], test: [b], classes: 2, shape: [1, 8, 8], min-value: 1, max-value: 1}", "2: 'max-value' takes a number above 1")]
    [InlineData("{name: mine, format: cifar-bin, train: [a], test: [b], classes: 2, shape: [1, 8, 8], labels: one-hot}", "2: 'labels' of the format cifar-bin are one number each, never one-hot")]
    [InlineData("{name: mine, format: npz, train: [a, b, c], classes: 2}", "2: 'train' of the format npz takes one archive, or two arrays: images, then labels")]
    [InlineData("{name: mine, format: idx, train: [a, b], test: [a, b], classes: 2, skip-columns: [1]}", "2: 'skip-columns' has no effect with the format idx; only csv has it")]
    [InlineData("{name: mine, format: npz, train: [a], classes: 2, first-index: 0}", "2: 'first-index' has no effect with the format npz; only libsvm has it")]
    [InlineData("{name: mnist, format: idx, train: [a, b], test: [a, b], classes: 10}", "2: 'mnist' is a dataset of the catalogue; give yours another name")]
    public void A_wrong_dataset_says_what_is_valid(string dataset, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Words.MistakesOf(Rest.Replace("[mnist]", $"\n  - {dataset}"), "a", "b", "c")));

    [Theory]
    [InlineData("{name: mine, scope: layer}", "4: a strategy needs the key 'criterion': one of magnitude, gradient, activation, random")]
    [InlineData("{name: mine, criterion: magnitud, scope: layer}", "4: unknown criterion 'magnitud': did you mean 'magnitude'?")]
    [InlineData("{name: mine, criterion: magnitude, scope: layer, scoring: {samples: 5}}", "4: 'scoring' has no effect with the criterion magnitude, which looks at no data")]
    [InlineData("{name: dense, criterion: magnitude, scope: layer}", "4: 'dense' is the name of the control; give the strategy another one")]
    [InlineData("{name: random, criterion: magnitude, scope: layer}", "4: 'random' is a strategy of the catalogue; give yours another name")]
    [InlineData("{name: mine, criterion: magnitude, scope: layer, schedule: once}", "4: unknown schedule 'once'")]
    [InlineData("random\n  - {name: mine, criterion: random, scope: global}", "5: the strategies 'random' and 'mine' are the same composition")]
    public void A_wrong_strategy_says_what_is_valid(string strategy, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Words.MistakesOf(Rest.Replace("[layer-gradient]", $"\n  - {strategy}"))));

    [Fact]
    public void A_missing_key_names_what_is_valid() =>
        Assert.Equal(["1: a sweep needs the key 'seeds': a list of whole numbers, such as [1, 2, 3]"], Words.MistakesOf(Rest.Replace("seeds: [1]\n", "")));

    [Fact]
    public void A_block_misses_a_key_only_where_the_top_level_lacks_it()
    {
        var text = Rest.Replace("models: [lenet5]\n", "") + "experiments:\n  - models: [conv2]\n  - datasets: [cifar10]\n";
        Assert.StartsWith("7: an experiment needs the key 'models': a list of lenet-300-100, ", Assert.Single(Words.MistakesOf(text)));
    }

    [Fact]
    public void Imported_weights_are_for_one_model_and_must_exist()
    {
        var text = Rest.Replace("[lenet5]", "[lenet5, conv2]") + "start:\n  weights: gone.safetensors\n";
        Assert.Collection(Words.MistakesOf(text),
            m => Assert.StartsWith("7: the file 'gone.safetensors' does not exist (looked for ", m),
            m => Assert.StartsWith("7: 'start' gives the weights of one model, and there are 2 (lenet5, conv2)", m));
    }

    [Fact]
    public void A_name_is_defined_once_in_the_file()
    {
        const string mine = "{name: mine, criterion: gradient, scope: layer}";
        var text = Rest + $"experiments:\n  - strategies: [{mine}]\n  - strategies: [{mine}]\n";
        Assert.Equal(["8: the strategy 'mine' is already defined on line 7; refer to it by its name"], Words.MistakesOf(text));
    }

    [Fact]
    public void A_protocol_that_dictates_the_scoring_refuses_other_options()
    {
        var text = Rest + "protocol: shrinkbench\nscoring: {samples: 10, batch-norm: eval}\n";
        Assert.Collection(Words.MistakesOf(text),
            m => Assert.StartsWith("7: 'samples' has no effect under the protocol shrinkbench, which scores on 1 batch: give 'batch'", m),
            m => Assert.StartsWith("7: 'batch-norm: eval' has no effect under the protocol shrinkbench, which scores in mode train", m));
    }

    [Theory]
    [InlineData("[random]", "scoring: {samples: 10}", "6: 'scoring' has no effect: no strategy here looks at data")]
    [InlineData("[{name: a, base: random, retraining: scratch-total}]", "retraining: {epochs: 1, learning-rate: 0.1}", "6: 'retraining' has no effect but by its length (recipe, epochs, steps, batch)")]
    [InlineData("[{name: raw, criterion: random, scope: layer, retraining: none}]", "retraining: {epochs: 1}", "6: 'retraining' has no effect: no strategy here retrains")]
    public void What_no_strategy_listens_to_is_refused(string strategies, string line, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Words.MistakesOf(Rest.Replace("[layer-gradient]", strategies) + line)));

    [Fact]
    public void A_pretraining_in_a_block_does_not_hide_behind_a_start_above() =>
        Assert.StartsWith("8: 'pretraining' has no effect beside 'start'",
            Assert.Single(Words.MistakesOf(Rest + "start: {weights: w}\nexperiments:\n  - {pretraining: {epochs: 1}}\n", "w")));

    [Fact]
    public void All_mistakes_are_said_at_once_in_the_order_of_lines()
    {
        const string text = """
            naem: x
            datasets: [minst]
            models: [lenet5]
            strategies: []
            compressions: [0.1, two]
            seeds: [1]
            seeds: [2]
            pretraining:
              epochs: -1
              optimizer: {name: sgd, momentun: 0.9}
            experiments:
              - datasets: [cifar11]
            """;
        Assert.Equal([1, 2, 4, 5, 5, 7, 9, 10, 12], Words.MistakesOf(text).Select(m => int.Parse(m[..m.IndexOf(':')])));
    }

    [Fact]
    public void Text_that_is_no_YAML_gets_its_line()
    {
        Assert.StartsWith("2: not valid YAML: '[' is not closed", Assert.Single(Words.MistakesOf("datasets: [mnist]\nmodels: [lenet5\nseeds: [1]\n")));
        Assert.StartsWith("1: not valid YAML: the alias '*x' has no anchor before it", Assert.Single(Words.MistakesOf("datasets: *x\n")));
        Assert.StartsWith("1: not valid YAML: nested deeper", Assert.Single(Words.MistakesOf(new string('[', 5000))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    public void An_empty_file_is_said_to_be_empty(string text) =>
        Assert.Equal(["1: the file is empty; a sweep needs datasets, models, strategies, compressions and seeds"], Words.MistakesOf(text));

    [Fact]
    public void A_file_that_is_a_list_or_has_two_documents_is_refused()
    {
        Assert.Equal(["1: a sweep is made of keys with values, not a list"], Words.MistakesOf("- mnist\n"));
        Assert.Equal(["6: a sweep file holds one document only"], Words.MistakesOf(Rest + "---\nname: x\n"));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal("the sweep file 'no/such.yaml' does not exist", Assert.Throws<UserError>(() => SweepFile.Load("no/such.yaml", Words.All)).Message);
}
