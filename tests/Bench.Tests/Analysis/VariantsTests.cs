using Bench.Analysis;

namespace Bench.Tests.Analysis;

/// <summary>How settings that differ in a part are told apart.</summary>
public sealed class VariantsTests
{
    private static IEnumerable<string> Names(params string[] settings) => Variants.Of(settings).Select(v => v.Name);

    [Fact]
    public void A_single_setting_needs_no_name() => Assert.Equal([""], Names("""{"precision":"fp32"}"""));

    [Fact]
    public void Settings_are_named_by_what_differs() => Assert.Equal(
        ["precision bf16", "precision fp32"],
        Names("""{"precision":"bf16","retraining":{"epochs":2}}""", """{"precision":"fp32","retraining":{"epochs":2}}"""));

    [Fact]
    public void A_number_says_whether_it_is_of_the_pretraining_or_the_retraining() => Assert.Equal(
        ["pretraining epochs 2, retraining rate 0.1", "pretraining epochs 4, retraining rate 0.01"],
        Names(
            """{"pretraining":{"epochs":2},"retraining":{"learning-rate":{"rate":0.1}}}""",
            """{"pretraining":{"epochs":4},"retraining":{"learning-rate":{"rate":0.01}}}"""));

    [Fact]
    public void What_only_one_optimizer_has_is_not_told_beside_the_optimizer() => Assert.Equal(
        ["retraining epochs 1, optimizer adam", "retraining epochs 2, optimizer sgd"],
        Names(
            """{"retraining.epochs":1,"retraining.optimizer":"adam","retraining.beta1":0.9}""",
            """{"retraining.epochs":2,"retraining.optimizer":"sgd","retraining.momentum":0.9}"""));

    [Fact]
    public void What_only_one_setting_has_is_told_where_nothing_else_differs() => Assert.Equal(
        ["versions training 2", "versions none"], Names("""{"versions":"training 2"}""", "{}"));

    [Fact]
    public void What_only_one_setting_has_is_told_where_nothing_else_tells_it_apart() => Assert.Equal(
        ["epochs 1, padding none", "epochs 2, padding none", "epochs 2, padding 4"],
        Names("""{"epochs":1}""", """{"epochs":2}""", """{"epochs":2,"padding":4}"""));

    [Fact]
    public void A_label_speaks_for_its_own_recipe_alone() => Assert.Equal(
        ["he-cifar, precision bf16", "quick-tune, precision fp32"],
        Names(
            """{"retraining":{"name":"he-cifar","epochs":2},"precision":"bf16"}""",
            """{"retraining":{"name":"quick-tune","epochs":3},"precision":"fp32"}"""));

    [Fact]
    public void Imported_weights_are_named_by_the_beginning_of_their_hash() =>
        Assert.Equal(["weights 01234567", "weights ba987654"], Names("""{"start":"0123456789ab"}""", """{"start":"ba9876543210"}"""));

    [Fact]
    public void Labels_of_recipes_say_more_than_their_numbers() => Assert.Equal(
        ["he-cifar", "quick-tune"],
        Names(
            """{"retraining":{"name":"he-cifar","batch":128,"epochs":2,"optimizer":{"name":"sgd"}}}""",
            """{"retraining":{"name":"quick-tune","batch":64,"epochs":3,"optimizer":{"name":"sgd"}}}"""));

    [Fact]
    public void Settings_that_differ_in_much_get_letters_and_the_differing_values_as_detail() => Assert.Equal(
        [("setting A", "a 1, b 2, c 3"), ("setting B", "a 2, b 3, c 4")],
        Variants.Of(["""{"a":1,"b":2,"c":3,"d":5}""", """{"a":2,"b":3,"c":4,"d":5}"""]).Select(v => (v.Name, v.Detail)));
}
